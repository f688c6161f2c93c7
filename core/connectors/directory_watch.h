// Tells when files of a directory have changed, once they are written whole.
#pragma once

#include "core/base/result.h"

#include <boost/asio/any_io_executor.hpp>

#include <functional>
#include <memory>
#include <string>

namespace hub {

//! Linux: inotify. A file is told when its writer closes it, or when it is moved in, moved out or deleted.
class DirectoryWatch {
public:
    //! \param name of the file; empty = anything in the directory may have changed
    using Told = std::function<void(const std::string &directory, const std::string &name)>;

    //! \thread `told` is called on the executor
    DirectoryWatch(const boost::asio::any_io_executor &executor, Told told);
    ~DirectoryWatch();
    DirectoryWatch(const DirectoryWatch &) = delete;
    DirectoryWatch &operator=(const DirectoryWatch &) = delete;

    //! \errors InvalidRequest (no such directory, no more watches)
    Result<void> add(const std::string &directory);
    //! Nothing is told after it.
    void stop();

private:
    struct State;
    std::shared_ptr<State> m_state;
};

} // namespace hub
