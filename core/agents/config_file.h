// A client's file on the disk: read with what it is, replaced whole or not at all.
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <string>

namespace hub {

//! As it was read. The file is the client's: it may be a link, and may change at any moment.
struct ConfigFile {
    std::string path; //!< where it really is, links followed
    std::string text;
    bool exists = false;
    std::uint32_t mode = 0600;
    std::uint32_t user = 0, group = 0;
    std::string stamp; //!< another one when somebody has written it since

    //! Whether others of this computer may read it.
    bool isOpen() const { return (mode & 077U) != 0; }
};

//! A missing file is an empty text. \errors Conflict (says why it can't be read)
Result<ConfigFile> readConfigFile(const std::string &path);

//! Puts the text in the place of what was read, with mode and owner; a new file is its owner's alone.
//! \param mode of the file from now on
//! \errors Conflict (somebody has written it since; or says why it can't be written)
Result<void> replaceConfigFile(const ConfigFile &old, const std::string &text, std::uint32_t mode);
//! \errors Conflict
Result<void> removeConfigFile(const ConfigFile &old);

//! Keeps what was read beside the file, once. \errors Conflict
Result<void> backUp(const ConfigFile &file);
//! Takes the copy away when it says the same as the file now.
void dropBackup(const ConfigFile &file);

} // namespace hub
