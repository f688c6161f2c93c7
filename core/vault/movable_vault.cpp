#include "core/vault/movable_vault.h"

#include "core/base/log.h"
#include "core/base/wait.h"
#include "core/vault/credential.h"

namespace hub {
namespace {

constexpr std::chrono::milliseconds kPace{10};

//! Counts a change as long as it lives.
class Changing {
public:
    explicit Changing(int *count) : m_count(count) { ++*m_count; }
    ~Changing() { --*m_count; }
    Changing(const Changing &) = delete;
    Changing &operator=(const Changing &) = delete;

private:
    int *m_count;
};

//! Takes away what may be there; what stays behind is only told.
Task<void> clear(Vault *vault, const std::vector<VaultKey> *keys)
{
    for (const VaultKey &key : *keys) {
        VaultKey old = key;
        const Result<void> gone = co_await vault->remove(std::move(old));
        if (!gone)
            qCWarning(logVault, "a record stays behind in the %s vault: %s", std::string(vault->kind()).c_str(),
                      gone.error().message.c_str());
    }
}

} // namespace

Task<void> MovableVault::whileMoving()
{
    while (m_moving)
        co_await waitFor(kPace);
}

//! Passes on what an operation found. Other errors than a lock say nothing about it.
template <typename T>
Result<T> MovableVault::noticed(Result<T> outcome)
{
    const bool locked = !outcome && outcome.error().code == ErrorCode::VaultLocked;
    if ((outcome || locked) && std::exchange(m_locked, locked) != locked)
        m_listener(locked ? std::optional<Error>(outcome.error()) : std::nullopt);
    return outcome;
}

Task<Result<std::optional<Secret>>> MovableVault::read(VaultKey key)
{
    const std::shared_ptr<Vault> home = m_home;
    Result<std::optional<Secret>> outcome = co_await home->read(std::move(key));
    co_return noticed(std::move(outcome));
}

Task<Result<void>> MovableVault::write(VaultKey key, Secret line, std::uint64_t generation)
{
    co_await whileMoving();
    const Changing changing(&m_changing);
    const std::shared_ptr<Vault> home = m_home;
    Result<void> outcome = co_await home->write(std::move(key), std::move(line), generation);
    co_return noticed(std::move(outcome));
}

Task<Result<void>> MovableVault::remove(VaultKey key)
{
    co_await whileMoving();
    const Changing changing(&m_changing);
    const std::shared_ptr<Vault> home = m_home;
    Result<void> outcome = co_await home->remove(std::move(key));
    co_return noticed(std::move(outcome));
}

Task<Result<void>> MovableVault::check()
{
    const std::shared_ptr<Vault> home = m_home;
    Result<void> outcome = co_await home->check();
    co_return noticed(std::move(outcome));
}

Task<Result<std::size_t>> MovableVault::copyAll(Vault *other, const std::vector<VaultKey> *keys)
{
    std::size_t copied = 0;
    for (const VaultKey &each : *keys) {
        VaultKey key = each;
        const Result<std::optional<Secret>> line = co_await m_home->read(key);
        if (!line)
            co_return line.error();
        if (!line->has_value())
            continue;
        const Result<Credential> record = credentialFromLine(**line);
        Secret copy = (*line)->clone();
        const Result<void> kept = co_await other->write(key, std::move(copy), record ? record->generation : 1);
        if (!kept)
            co_return kept.error();
        const Result<std::optional<Secret>> seen = co_await other->read(std::move(key));
        if (!seen)
            co_return seen.error();
        if (!seen->has_value() || (*seen)->reveal() != (*line)->reveal())
            co_return Error{ErrorCode::Internal, "A record could not be read back from the other vault."};
        ++copied;
    }
    co_return copied;
}

Task<Result<std::size_t>> MovableVault::moveTo(std::shared_ptr<Vault> other,
                                               std::function<std::vector<VaultKey>()> keys,
                                               std::function<Task<Result<void>>()> decide)
{
    if (m_moving)
        co_return Error{ErrorCode::Conflict, "The records are moving already."};
    m_moving = true;
    while (m_changing > 0)
        co_await waitFor(kPace);
    const std::vector<VaultKey> all = keys();
    Result<std::size_t> moved = co_await copyAll(other.get(), &all);
    if (moved) {
        const Result<void> decided = co_await decide();
        if (!decided)
            moved = decided.error();
    }
    // the originals, or the copies that came to nothing
    if (moved)
        std::swap(m_home, other);
    m_moving = false;
    co_await clear(other.get(), &all);
    co_return moved;
}

} // namespace hub
