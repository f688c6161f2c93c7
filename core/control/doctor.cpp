#include "core/control/doctor.h"

#include <filesystem>
#include <iomanip>
#include <sstream>

namespace hub::control {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t kLittleSpace = 200ull * 1024 * 1024;
constexpr std::uintmax_t kNoSpace = 20ull * 1024 * 1024;
constexpr std::chrono::minutes kTolerance{5};
// 2025-01-01: a clock before it was never set
constexpr std::int64_t kPlausible = 1'735'689'600'000;

std::string octal(fs::perms mode)
{
    std::ostringstream out;
    out << std::oct << std::setw(4) << std::setfill('0') << static_cast<unsigned>(mode & fs::perms::mask);
    return out.str();
}

Check checkMode(const std::string &id, const fs::path &path, const char *wanted)
{
    Check check{id, Check::State::Ok, "Only you can open " + path.filename().string(), {}, {}};
    std::error_code ec;
    const fs::file_status status = fs::status(path, ec);
    if (ec || !fs::exists(status)) {
        check.state = Check::State::Error;
        check.detail = path.string() + " is missing.";
        check.todo = "Start the hub again; it makes what it needs.";
        return check;
    }
    check.detail = "mode " + octal(status.permissions());
    const fs::perms others = fs::perms::group_all | fs::perms::others_all;
    if ((status.permissions() & others) != fs::perms::none) {
        check.state = Check::State::Error;
        check.todo = std::string("chmod ") + wanted + " '" + path.string() + "'";
    }
    return check;
}

const char *name(Check::State state)
{
    switch (state) {
    case Check::State::Ok: return "ok";
    case Check::State::Warn: return "warn";
    case Check::State::Error: return "error";
    }
    return "error";
}

} // namespace

std::vector<Check> checkFiles(const std::string &dataDir, const std::string &socketPath)
{
    std::vector<Check> checks{checkMode("modes.data_dir", dataDir, "700"),
                              checkMode("modes.socket", socketPath, "600")};
    std::error_code ec;
    for (const fs::directory_entry &entry : fs::directory_iterator(dataDir, ec)) {
        if (entry.is_regular_file(ec) && entry.path().filename().string().starts_with("hub."))
            checks.push_back(checkMode("modes." + entry.path().filename().string(), entry.path(), "600"));
    }
    return checks;
}

Check checkDisk(const std::string &dataDir)
{
    Check check{"disk", Check::State::Ok, "Free disk space", {}, {}};
    std::error_code ec;
    const fs::space_info space = fs::space(dataDir, ec);
    if (ec) {
        check.state = Check::State::Warn;
        check.detail = "The free space can't be read: " + ec.message();
        check.todo = "Check that the disk of the data directory is mounted.";
        return check;
    }
    check.detail = std::to_string(space.available / (1024 * 1024)) + " MiB free";
    if (space.available < kLittleSpace) {
        check.state = space.available < kNoSpace ? Check::State::Error : Check::State::Warn;
        check.todo = "Free some space: without it write actions are refused, because their record can't be kept.";
    }
    return check;
}

Check checkClock(WallTime now, WallTime newest)
{
    Check check{"clock", Check::State::Ok, "The clock", toRfc3339(now), {}};
    const bool old = toMillis(now) < kPlausible;
    if (old || newest > now + kTolerance) {
        check.state = Check::State::Error;
        check.detail += old ? " is before this program was written."
                            : " is before the newest entry here, " + toRfc3339(newest) + '.';
        check.todo = "Set the time of this computer; sign-ins and token lifetimes depend on it.";
    }
    return check;
}

Check checkConnectors(const std::vector<CatalogueProblem> &problems)
{
    Check check{"connectors", Check::State::Ok, "Connector files", {}, {}};
    if (problems.empty()) {
        check.detail = "All files could be read.";
        return check;
    }
    check.state = Check::State::Warn;
    for (const CatalogueProblem &problem : problems)
        check.detail += (check.detail.empty() ? "" : "\n") + problem.source + ": " + problem.error.message;
    check.todo =
        "Correct or remove these files (connect-hubctl connectors validate FILE); they are left out until then.";
    return check;
}

std::vector<Check> checkStatuses(const std::vector<Account> &accounts)
{
    std::vector<Check> checks;
    for (const Account &account : accounts) {
        if (account.status != AccountStatus::Expired && account.status != AccountStatus::Error)
            continue;
        Check check{
            "account." + account.id.str(), Check::State::Warn, account.alias + " (" + account.connector + ')', {}, {}};
        check.detail = account.reasons.empty() ? "The account does not work any more."
                                               : account.reasons.back().description;
        check.todo = "Sign in again: connect-hubctl connect " + account.connector + " --account " + account.id.str();
        checks.push_back(std::move(check));
    }
    return checks;
}

json::object checkJson(const Check &check)
{
    json::object out;
    out["id"] = check.id;
    out["state"] = name(check.state);
    out["title"] = check.title;
    out["detail"] = check.detail;
    out["todo"] = check.todo;
    return out;
}

} // namespace hub::control
