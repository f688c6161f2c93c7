#include "core/vault/keychain_vault.h"

#include "core/base/log.h"
#include "core/vault/keychain_watch.h"
#include "core/vault/secret_service.h"

#include <QCoreApplication>
#include <QEventLoop>
#include <QLibrary>
#include <QThread>
#include <QTimer>

#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <qt6keychain/keychain.h>

namespace hub {
namespace {

constexpr int kJobLimitMs = 10'000;
const QString kService = QStringLiteral("Connect Hub");

//! What one job came to.
struct Outcome {
    QKeychain::Error error = QKeychain::NoError;
    std::optional<Secret> line;
    bool late = false;
    bool locked = false;
};
using Done = std::function<void(Outcome)>;

Error lockedError()
{
    return {ErrorCode::VaultLocked, "The keychain is locked. Unlock it; nothing is lost.", {}, std::chrono::seconds(5)};
}

//! Hands a finished job's outcome on, once; a job that never ends is given up after its limit.
void start(QKeychain::Job *job, const VaultKey &key, const Done &done)
{
    // a job on a locked ring asks the person on the screen, and waits for ever where there is none
    if (secretServiceState() == SecretServiceState::Locked) {
        job->deleteLater();
        Outcome outcome;
        outcome.locked = true;
        done(std::move(outcome));
        return;
    }
    job->setKey(QString::fromStdString(toString(key)));
    job->setInsecureFallback(false);
    const auto answered = std::make_shared<bool>(false);
    QObject::connect(job, &QKeychain::Job::finished, job, [answered, done](QKeychain::Job *ended) {
        if (std::exchange(*answered, true))
            return;
        Outcome outcome;
        outcome.error = ended->error();
        if (auto *read = qobject_cast<QKeychain::ReadPasswordJob *>(ended);
            read != nullptr && outcome.error == QKeychain::NoError)
            outcome.line = Secret(read->textData().toStdString());
        // a locked ring is reported as "not found": ask before that is believed
        outcome.locked = outcome.error != QKeychain::NoError && secretServiceState() == SecretServiceState::Locked;
        done(std::move(outcome));
    });
    QTimer::singleShot(kJobLimitMs, qApp, [answered, done] {
        if (std::exchange(*answered, true))
            return;
        Outcome outcome;
        outcome.late = true;
        done(std::move(outcome));
    });
    job->start();
}

//! libsecret keeps its session with a keyring daemon that may be gone: it is made to open a new one.
void forgetSession()
{
    using Disconnect = void (*)();
    QLibrary library(QStringLiteral("secret-1"), 0); // loaded by QtKeychain already, where it is used at all
    if (const auto disconnect = reinterpret_cast<Disconnect>(library.resolve("secret_service_disconnect")))
        disconnect();
}

//! Runs the job that `make` gives; once more when the keyring daemon was another one before.
void startWith(const std::function<QKeychain::Job *()> &make, const VaultKey &key, const Done &done)
{
    start(make(), key, [make, key, done](Outcome outcome) {
        if (outcome.error != QKeychain::OtherError || outcome.locked || outcome.late) {
            done(std::move(outcome));
            return;
        }
        forgetSession();
        start(make(), key, done);
    });
}

void readJob(const VaultKey &key, const Done &done)
{
    startWith([] { return new QKeychain::ReadPasswordJob(kService); }, key, done);
}

void writeJob(const VaultKey &key, const std::shared_ptr<Secret> &line, const Done &done)
{
    const auto make = [line] {
        auto *job = new QKeychain::WritePasswordJob(kService);
        const std::string_view text = line->reveal();
        job->setTextData(QString::fromLatin1(text.data(), static_cast<qsizetype>(text.size())));
        return job;
    };
    startWith(make, key, done);
}

void deleteJob(const VaultKey &key, const Done &done)
{
    startWith([] { return new QKeychain::DeletePasswordJob(kService); }, key, done);
}

Result<void> judged(const Outcome &outcome)
{
    if (outcome.locked)
        return lockedError();
    if (outcome.late)
        return Error{ErrorCode::VaultLocked,
                     "The keychain does not answer. Unlock it, or look for its question on the screen.",
                     {},
                     std::chrono::seconds(5)};
    switch (outcome.error) {
    case QKeychain::NoError:
    case QKeychain::EntryNotFound: return {};
    case QKeychain::AccessDenied:
    case QKeychain::AccessDeniedByUser:
        return Error{ErrorCode::VaultLocked,
                     "The keychain refused access. Allow Connect Hub to use it.",
                     {},
                     std::chrono::seconds(5)};
    case QKeychain::NoBackendAvailable:
    case QKeychain::NotImplemented:
    case QKeychain::CouldNotDeleteEntry:
    case QKeychain::OtherError:
        return Error{ErrorCode::VaultLocked,
                     "The keychain can't be reached. Start it again (for example by signing in to the desktop again).",
                     {},
                     std::chrono::seconds(5)};
    }
    return Error{ErrorCode::Internal, "the keychain answered in an unknown way"};
}

using Job = std::function<void(Done)>;

//! Runs a job on the main thread; resumes on the caller's executor.
Task<Outcome> onMainThread(Job job)
{
    const auto home = co_await boost::asio::this_coro::executor;
    const auto outcome = std::make_shared<Outcome>();
    auto begin = [home, outcome, job](auto handler) {
        const auto kept = std::make_shared<decltype(handler)>(std::move(handler));
        Done done = [home, outcome, kept](Outcome ended) {
            *outcome = std::move(ended);
            boost::asio::post(home, [kept] { std::move (*kept)(); });
        };
        QMetaObject::invokeMethod(qApp, [job, done] { job(done); }, Qt::QueuedConnection);
    };
    auto token = boost::asio::use_awaitable;
    co_await boost::asio::async_initiate<decltype(token), void()>(begin, token);
    co_return std::move(*outcome);
}

Outcome waitInPlace(const Job &job)
{
    QEventLoop loop;
    std::optional<Outcome> outcome;
    job([&](Outcome ended) {
        outcome = std::move(ended);
        loop.quit();
    });
    if (!outcome)
        loop.exec();
    return std::move(*outcome);
}

} // namespace

Result<void> KeychainVault::available()
{
    if (secretServiceState() != SecretServiceState::Absent)
        return {};
    return Error{
        ErrorCode::VaultLocked,
        "There is no keychain here: no Secret Service or KWallet answers on the session bus. Install and start one "
        "(for example gnome-keyring), or start with --vault sealed --master-key file:PATH."};
}

KeychainVault::KeychainVault() : m_watch(new KeychainWatch(m_locked))
{
}

KeychainVault::~KeychainVault()
{
    if (QThread::currentThread() == m_watch->thread())
        delete m_watch;
    else
        m_watch->deleteLater();
}

Task<Result<std::optional<Secret>>> KeychainVault::read(VaultKey key)
{
    // a platform may tell of the lock, and not of its end; on the watch's thread, so that the newest word counts
    Job job = [key, locked = m_locked](const Done &done) {
        readJob(key, [locked, done](Outcome outcome) {
            if (judged(outcome))
                locked->store(false);
            done(std::move(outcome));
        });
    };
    Outcome outcome = co_await onMainThread(std::move(job));
    const Result<void> fine = judged(outcome);
    if (!fine)
        co_return fine.error();
    co_return std::move(outcome.line);
}

Task<Result<void>> KeychainVault::write(VaultKey key, Secret line, std::uint64_t)
{
    const auto kept = std::make_shared<Secret>(std::move(line));
    Job job = [key, kept](const Done &done) { writeJob(key, kept, done); };
    const Outcome outcome = co_await onMainThread(std::move(job));
    co_return judged(outcome);
}

Task<Result<void>> KeychainVault::remove(VaultKey key)
{
    Job job = [key](const Done &done) { deleteJob(key, done); };
    const Outcome outcome = co_await onMainThread(std::move(job));
    co_return judged(outcome);
}

Task<Result<void>> KeychainVault::check()
{
    VaultKey key{"", "check"};
    const Result<std::optional<Secret>> nothing = co_await read(std::move(key));
    co_return nothing ? Result<void>() : Result<void>(nothing.error());
}

Result<std::optional<Secret>> readKeychainNow(const VaultKey &key)
{
    Outcome outcome = waitInPlace([&](const Done &done) { readJob(key, done); });
    const Result<void> fine = judged(outcome);
    if (!fine)
        return fine.error();
    return std::move(outcome.line);
}

Result<void> writeKeychainNow(const VaultKey &key, const Secret &line)
{
    const auto kept = std::make_shared<Secret>(std::string(line.reveal()));
    return judged(waitInPlace([&](const Done &done) { writeJob(key, kept, done); }));
}

} // namespace hub
