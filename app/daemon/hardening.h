// What a process that holds secrets does before anything else.
#pragma once

namespace hub {

//! No core dumps, no reading of its memory by other programs of the user, files for the user alone; clears what makes the
//! keychain library hang.
void hardenProcess();

} // namespace hub
