// AWS Signature Version 4. Pure.
#pragma once

#include "core/base/clock.h"
#include "core/base/secret.h"
#include "core/http/message.h"

namespace hub {

struct AwsKeys {
    std::string accessKey;
    Secret secretKey;
    std::string service, region;
};

struct AwsRequest {
    std::string method, target; //!< path and query, as they are sent
    Headers headers;            //!< all that is signed; with host and x-amz-date
    std::string payloadHash;    //!< SHA-256 in hex, or UNSIGNED-PAYLOAD
};

//! "20150830T123600Z"
std::string awsDate(WallTime time);
//! S3 signs a path as it is encoded once; other services resolve its dots and encode what was sent once more.
std::string awsCanonicalRequest(const AwsRequest &request, std::string_view service);
//! The Authorization header's value.
std::string awsAuthorization(const AwsRequest &request, const AwsKeys &keys, WallTime now);

} // namespace hub
