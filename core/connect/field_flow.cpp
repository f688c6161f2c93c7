// Connecting with what the person pastes: keys, Basic, Bearer.
#include "core/connect/connect_state.h"
#include "core/connectors/pattern.h"

namespace hub {

Result<void> ConnectService::State::checkFields(const std::vector<Input> &inputs,
                                                const std::map<std::string, Secret> &given, bool onlyGiven)
{
    for (const Input &input : inputs) {
        const auto found = given.find(input.key);
        const std::string_view value = found == given.end() ? std::string_view() : found->second.reveal();
        if (value.empty()) {
            if (input.required && !onlyGiven)
                return Error{ErrorCode::SchemaViolation, input.label + " is needed.", input.key};
            continue;
        }
        if (value.size() > 16'384 || value.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos)
            return Error{ErrorCode::SchemaViolation, input.label + " holds a line break, or is too long.", input.key};
        if (!fitsPattern(value, input.pattern))
            return Error{ErrorCode::SchemaViolation,
                         input.help.empty() ? input.label + " does not have the right form." : input.help, input.key};
        const auto option = std::find(input.options.begin(), input.options.end(), value);
        if (input.type == "select" && option == input.options.end())
            return Error{ErrorCode::SchemaViolation, input.label + " is none of the choices.", input.key};
    }
    return {};
}

void ConnectService::State::tellConnected(const SessionId &session, const Account &account)
{
    Attempt attempt;
    attempt.session = session;
    attempt.connector = account.connector;
    attempt.status = AttemptStatus::Authenticated;
    attempt.account = account.id;
    for (const auto &listener : listeners)
        listener(attempt);
}

Task<Result<Account>> ConnectService::connectWithFields(ConnectSession session, std::string connectorKey,
                                                        std::string authKey, std::map<std::string, Secret> fields,
                                                        std::string alias)
{
    const std::shared_ptr<const Connector> connector = m_state->catalogue->find(connectorKey);
    const AuthMethod *method = connector ? connector->findAuth(authKey) : nullptr;
    if (method == nullptr)
        co_return Error{ErrorCode::NotFound, "This provider has no such way to sign in."};
    if (method->type == "oauth2")
        co_return Error{ErrorCode::InvalidRequest, "This provider is signed in to in a browser."};
    std::vector<Input> all = connector->inputs;
    all.insert(all.end(), method->fields.begin(), method->fields.end());
    const Result<void> fits = State::checkFields(all, fields, false);
    if (!fits)
        co_return fits.error();
    Result<Account> account = co_await m_state->accountFor(session, connectorKey);
    if (!account)
        co_return account.error();
    if (!alias.empty())
        account->alias = alias;
    account->authKey = authKey;
    Credential credential;
    credential.authKey = authKey;
    credential.issuedAt = m_state->clock->now();
    for (auto &[name, value] : fields) {
        const bool isField = std::any_of(method->fields.begin(), method->fields.end(),
                                         [&](const Input &field) { return field.key == name; });
        const auto input = std::find_if(all.begin(), all.end(), [&](const Input &each) { return each.key == name; });
        if (input == all.end())
            continue;
        if (isField || input->secret)
            credential.values.insert_or_assign(name, value.clone());
        else
            account->setup[name] = std::string(value.reveal());
    }
    const Result<ProbeOutcome> outcome = co_await probe(m_state->transport, connector, &*account, &credential);
    if (!outcome)
        co_return outcome.error();
    if (outcome->refused())
        co_return Error{ErrorCode::InvalidRequest, connector->name + " refuses this key. Check it, and try again.",
                        method->fields.front().key};
    if (!outcome->accepted())
        co_return Error{ErrorCode::UpstreamFailed,
                        connector->name + " answered " + std::to_string(outcome->status)
                            + " to a test call. Try again in a while."};
    ProbeOutcome who = *outcome;
    Account target = std::move(*account);
    ConnectSession mine = session;
    const Result<Account> active = co_await m_state->activate(std::move(target), std::move(credential), std::move(who),
                                                              std::move(mine));
    if (!active)
        co_return active.error();
    m_state->tellConnected(session.id, *active);
    co_return *active;
}

Task<Result<Account>> ConnectService::updateFields(ConnectSession session, AccountId id,
                                                   std::map<std::string, Secret> fields)
{
    Result<Account> account = m_state->accounts->find(session.wish.owner, id.str());
    if (!account)
        co_return account.error();
    Account active = *account;
    const Result<LiveCredential> live = co_await m_state->credentials->of(std::move(active));
    if (live) {
        for (const auto &[name, value] : (*live)->values)
            fields.emplace(name, value.clone());
    }
    for (const auto &[name, value] : account->setup)
        fields.emplace(name, Secret(value));
    session.wish.account = id;
    std::string connector = account->connector;
    std::string auth = account->authKey;
    std::string alias;
    co_return co_await connectWithFields(std::move(session), std::move(connector), std::move(auth), std::move(fields),
                                         std::move(alias));
}

} // namespace hub
