// What is wrong here and what to do: one check a function, all run one after another.
#pragma once

#include "core/control/methods.h"

namespace hub::control {

struct Check {
    enum class State { Ok, Warn, Error };
    std::string id;
    State state = State::Ok;
    std::string title, detail, todo; //!< todo is empty when nothing is wrong
};

//! Files and modes: no waiting. \param socketPath checked with the data directory
std::vector<Check> checkFiles(const std::string &dataDir, const std::string &socketPath);
Check checkDisk(const std::string &dataDir);
//! \param newest the newest moment the hub has written down
Check checkClock(WallTime now, WallTime newest);
Check checkConnectors(const std::vector<CatalogueProblem> &problems);
std::vector<Check> checkStatuses(const std::vector<Account> &accounts);

//! Asks the hub's own port for /healthz over a real connection.
Task<Check> checkPort(Context *context);
//! Writes a row of the record: durable or told.
Task<Check> checkStore(Context *context);
//! Accounts whose credential is gone from the vault. Skipped while the vault is locked.
Task<std::vector<Check>> checkCredentials(Context *context);

json::object checkJson(const Check &check);

} // namespace hub::control
