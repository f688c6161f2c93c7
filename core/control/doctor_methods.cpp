// doctor.run, and the checks that have to wait for something.
#include "core/control/doctor.h"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>

namespace hub::control {
namespace {

constexpr std::chrono::seconds kPortLimit{5};

Check vaultCheck(const Context *context, const Result<void> &checked)
{
    Check check{"vault",
                Check::State::Ok,
                "The vault (" + std::string(context->services.vault->kind()) + ')',
                "It can be read.",
                {}};
    if (!checked) {
        check.state = Check::State::Error;
        check.detail = checked.error().message;
        check.todo = "Unlock the keychain, or see above; calls are answered with 503 until then.";
    }
    return check;
}

std::string hostOf(const std::string &url)
{
    const std::size_t start = url.find("//") + 2;
    return url.substr(start, url.rfind(':') - start);
}

Task<Result<json::object>> run(Context *context, json::object raw)
{
    const Params params(&raw);
    if (const Result<void> checked = params.check(); !checked)
        co_return checked.error();
    const std::vector<Account> accounts = context->services.accounts->list({});
    WallTime newest{};
    for (const Account &account : accounts)
        newest = std::max(newest, account.updated);

    std::vector<Check> checks;
    const Result<void> vault = co_await context->services.vault->check();
    checks.push_back(vaultCheck(context, vault));
    checks.push_back(co_await checkStore(context));
    checks.push_back(co_await checkPort(context));
    checks.push_back(checkConnectors(context->services.catalogue->problems()));
    checks.push_back(checkClock(context->services.clock->now(), newest));
    checks.push_back(checkDisk(context->info.dataDir));
    std::vector<Check> more = checkFiles(context->info.dataDir, context->socketPath);
    checks.insert(checks.end(), more.begin(), more.end());
    more = checkStatuses(accounts);
    checks.insert(checks.end(), more.begin(), more.end());
    if (vault) {
        more = co_await checkCredentials(context);
        checks.insert(checks.end(), more.begin(), more.end());
    }
    json::array rows;
    for (const Check &check : checks)
        rows.push_back(checkJson(check));
    json::object out;
    out["checks"] = std::move(rows);
    co_return out;
}

} // namespace

Task<Check> checkStore(Context *context)
{
    Check check{"store", Check::State::Ok, "The store", "It can be written.", {}};
    AuditRow row = adminRow(context, "doctor.run");
    const Result<void> recorded = co_await context->services.audit->recordNow(std::move(row));
    if (!recorded) {
        check.state = Check::State::Error;
        check.detail = recorded.error().message;
        check.todo = "Make room on the disk, or check that the data directory can be written: " + context->info.dataDir;
    }
    co_return check;
}

Task<Check> checkPort(Context *context)
{
    namespace asio = boost::asio;
    Check check{"port", Check::State::Ok, "The port", context->info.url + " answers.", {}};
    const std::string host = hostOf(context->info.url);
    boost::system::error_code ec;
    const bool bracketed = host.starts_with('[') && host.ends_with(']');
    const asio::ip::address address = asio::ip::make_address(bracketed ? host.substr(1, host.size() - 2) : host, ec);
    asio::ip::tcp::socket socket(context->executor);
    asio::steady_timer limit(context->executor);
    limit.expires_after(kPortLimit);
    limit.async_wait([&socket](const boost::system::error_code &cancelled) {
        boost::system::error_code ignored;
        if (!cancelled)
            socket.close(ignored);
    });
    auto token = asio::redirect_error(asio::use_awaitable, ec);
    const asio::ip::tcp::endpoint endpoint(address, context->info.port);
    if (!ec)
        co_await socket.async_connect(endpoint, token);
    const std::string request = "GET /healthz HTTP/1.1\r\nHost: " + host + ':' + std::to_string(context->info.port)
        + "\r\nConnection: close\r\n\r\n";
    const asio::const_buffer out = asio::buffer(request);
    if (!ec)
        co_await asio::async_write(socket, out, token);
    std::string answer(64, '\0');
    const asio::mutable_buffer in = asio::buffer(answer);
    if (!ec)
        co_await socket.async_read_some(in, token);
    limit.cancel();
    if (ec || !answer.starts_with("HTTP/1.1 200")) {
        check.state = Check::State::Error;
        check.detail = context->info.url + " does not answer" + (ec ? ": " + ec.message() : ".");
        check.todo = "Start the hub again; if it stays so, look whether a firewall holds local connections back.";
    }
    co_return check;
}

Task<std::vector<Check>> checkCredentials(Context *context)
{
    std::vector<Check> checks;
    std::size_t good = 0;
    for (const Account &account : context->services.accounts->list({})) {
        if (account.status == AccountStatus::Inactive)
            continue; // nobody has signed in yet
        VaultKey key{account.owner.str(), account.id.str()};
        const Result<std::optional<Secret>> record = co_await context->services.vault->read(std::move(key));
        if (record && *record) {
            ++good;
            continue;
        }
        Check check{"credential." + account.id.str(),
                    Check::State::Error,
                    account.alias + " (" + account.connector + ')',
                    {},
                    {}};
        check.detail = record ? "The vault holds no credential for this account." : record.error().message;
        check.todo = "Sign in again: connect-hubctl connect " + account.connector + " --account " + account.id.str();
        checks.push_back(std::move(check));
    }
    checks.push_back({"credentials",
                      Check::State::Ok,
                      "Credentials in the vault",
                      std::to_string(good) + " accounts have theirs.",
                      {}});
    co_return checks;
}

void addDoctorMethods(MethodTable *table, Context *context)
{
    addMethod(table, context, "doctor.run", &run);
}

} // namespace hub::control
