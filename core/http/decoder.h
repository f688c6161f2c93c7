// One HTTP/1.1 message as it comes in: Beast's parser, with the body's bytes left where they were read.
#pragma once

#include "core/http/message.h"

#include <boost/beast/http/basic_parser.hpp>

#include <cstring>

namespace hub {

template <bool isRequest>
class Decoder final : public boost::beast::http::basic_parser<isRequest> {
public:
    Decoder()
    {
        this->eager(true);
        this->header_limit(128 * 1024); // the caller's own limits are smaller
        this->body_limit(boost::none);
    }

    std::string method, target;
    int status = 0;
    int version = 11;
    Headers headers;

    //! Decoded bytes are moved together here; it lies at or before the raw bytes that are put next.
    void collectAt(char *place)
    {
        m_place = place;
        m_size = 0;
    }
    std::size_t collected() const { return m_size; }

private:
    using ErrorCode = boost::system::error_code;
    using View = boost::beast::string_view;

    void on_request_impl(boost::beast::http::verb, View name, View uri, int number, ErrorCode &ec) override
    {
        version = number;
        method.assign(name.data(), name.size());
        target.assign(uri.data(), uri.size());
        ec = {};
    }
    void on_response_impl(int code, View, int number, ErrorCode &ec) override
    {
        version = number;
        status = code;
        ec = {};
    }
    void on_field_impl(boost::beast::http::field, View name, View value, ErrorCode &ec) override
    {
        if (!m_headDone) // trailers are dropped
            headers.add(std::string(name.data(), name.size()), std::string(value.data(), value.size()));
        ec = {};
    }
    void on_header_impl(ErrorCode &ec) override
    {
        m_headDone = true;
        ec = {};
    }
    void on_body_init_impl(const boost::optional<std::uint64_t> &, ErrorCode &ec) override { ec = {}; }
    std::size_t on_body_impl(View body, ErrorCode &ec) override
    {
        ec = {};
        return collect(body);
    }
    void on_chunk_header_impl(std::uint64_t, View, ErrorCode &ec) override { ec = {}; }
    std::size_t on_chunk_body_impl(std::uint64_t, View body, ErrorCode &ec) override
    {
        ec = {};
        return collect(body);
    }
    void on_finish_impl(ErrorCode &ec) override { ec = {}; }

    std::size_t collect(View body)
    {
        std::memmove(m_place + m_size, body.data(), body.size());
        m_size += body.size();
        return body.size();
    }

    bool m_headDone = false;
    char *m_place = nullptr;
    std::size_t m_size = 0;
};

} // namespace hub
