// The data directory: its modes, the lock of its one hub, and the port that is kept in hub.json.
#pragma once

#include "core/base/result.h"
#include "core/http/server.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

class QLockFile;

namespace hub {

//! 0700. \errors InvalidRequest (can't be made, or belongs to somebody else)
Result<void> makeDataDirectory(const std::string &directory);

//! One hub a data directory; let go at the end of the process, however it ends.
class InstanceLock {
public:
    explicit InstanceLock(std::string directory);
    ~InstanceLock();
    //! \errors Conflict (names the holder)
    Result<void> take();

private:
    std::string m_directory;
    std::unique_ptr<QLockFile> m_lock;
};

//! Binds the port: the wished one, the kept one, or at the first start 7423 and up. 0 = any, not kept.
//! \errors Conflict (taken; names the holder where the platform tells), InvalidRequest
Result<std::uint16_t> choosePort(HttpServer &server, const std::string &directory, const std::string &host,
                                 std::optional<std::uint16_t> wished);

} // namespace hub
