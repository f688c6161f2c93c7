// Connecting with what the person pastes: keys, Basic, Bearer, and what the hub gets tokens with by itself.
#include "core/connect/connect_state.h"
#include "core/connectors/pattern.h"
#include "core/oauth/dpop.h"
#include "core/oauth/learn.h"
#include "core/oauth/minter.h"

#include <charconv>
#include <cmath>

namespace hub {

namespace {

//! A key in PEM has lines; anything else is one.
bool isPem(std::string_view value)
{
    return value.starts_with("-----BEGIN ");
}

//! Lines of a PEM are for people; a value of one line fits into templates.
Secret onOneLine(const Secret &value)
{
    if (!isPem(value.reveal()))
        return value.clone();
    std::string text(value.reveal());
    std::erase_if(text, [](char c) { return c == '\r' || c == '\n'; });
    return Secret(std::move(text));
}

bool isNumber(std::string_view text)
{
    double number = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    return problem == std::errc() && end == text.data() + text.size() && std::isfinite(number);
}

//! The field that a refusal is about.
std::string secretFieldOf(const AuthMethod &method)
{
    for (const Input &field : method.fields) {
        if (field.secret)
            return field.key;
    }
    return method.fields.empty() ? std::string() : method.fields.front().key;
}

//! Fields and secret inputs into the credential, other inputs into the account; nobody asked for the rest.
void keepFields(const Connector &connector, const AuthMethod &method, const std::map<std::string, Secret> &given,
                Account *account, Credential *credential)
{
    for (const Input &field : method.fields) {
        if (const auto found = given.find(field.key); found != given.end())
            credential->values.insert_or_assign(field.key, onOneLine(found->second));
    }
    for (const Input &input : connector.inputs) {
        const auto found = given.find(input.key);
        if (found == given.end())
            continue;
        if (input.secret)
            credential->values.insert_or_assign(input.key, onOneLine(found->second));
        else
            account->setup[input.key] = std::string(found->second.reveal());
    }
}

//! What an endpoint that gave no token means to the person at the form.
Error meaningOf(const Connector &connector, const AuthMethod &method, const TokenFailure &failure)
{
    const std::string code = failure.code.empty() ? std::string() : " (" + failure.code + ')';
    const bool refused = failure.status >= 400 && failure.status < 500 && failure.status != 429;
    if (refused || failure.refused || failure.deadGrant)
        return {ErrorCode::InvalidRequest,
                connector.name + " refuses this sign-in" + code + ". Check what you typed, and try again.",
                secretFieldOf(method)};
    return {ErrorCode::UpstreamFailed,
            connector.name + " gave no token: it answered " + std::to_string(failure.status) + code
                + ". Try again in a while."};
}

} // namespace

//! An app of the person's own stands in for its fields.
std::optional<Profile> ConnectService::State::profileFor(const ConnectSession &session, const AuthMethod &method,
                                                         const std::string &connector,
                                                         const std::map<std::string, Secret> &given) const
{
    const auto isGiven = [&](const char *name) {
        const auto found = given.find(name);
        return found != given.end() && !found->second.empty();
    };
    if (method.type != "oauth2" || isGiven("client_id") || isGiven("client_secret"))
        return std::nullopt;
    const Result<Profile> profile = profiles->find(connector, session.wish.profile);
    return profile ? std::optional(*profile) : std::nullopt;
}

//! The first token, so that a wrong secret is told at the form. The pointers live until it returns.
Task<Result<void>> ConnectService::State::mintFirst(std::shared_ptr<const Connector> connector, const Account *account,
                                                    Credential *credential)
{
    const AuthMethod *method = connector->findAuth(credential->authKey);
    if (!method->mintsTokens())
        co_return Result<void>();
    if (method->oauth.dpop)
        credential->values.insert_or_assign(kDpopKey, PrivateKey::makeP256().toPem());
    Minter minter(transport, profiles, clock, random);
    Result<Minted> minted = co_await minter.mint(connector, account, credential);
    if (!minted) {
        Error error = minted.error();
        if (error.code == ErrorCode::InvalidRequest && error.field.empty())
            error.field = secretFieldOf(*method);
        co_return error;
    }
    if (const auto *failure = std::get_if<TokenFailure>(&minted->answer))
        co_return meaningOf(*connector, *method, *failure);
    apply(std::move(std::get<TokenSet>(minted->answer)), clock->now(), credential);
    co_return Result<void>();
}

// NOLINTNEXTLINE(readability-function-cognitive-complexity): one rule after the other
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
        const std::string_view refused = isPem(value) ? std::string_view("\0", 1) : std::string_view("\r\n\0", 3);
        if (value.size() > 16'384 || value.find_first_of(refused) != std::string_view::npos)
            return Error{ErrorCode::SchemaViolation, input.label + " holds a line break, or is too long.", input.key};
        if (!fitsPattern(value, input.pattern))
            return Error{ErrorCode::SchemaViolation,
                         input.help.empty() ? input.label + " does not have the right form." : input.help, input.key};
        if (input.type == "number" && !isNumber(value))
            return Error{ErrorCode::SchemaViolation, input.label + " has to be a number.", input.key};
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
                                                        std::string alias,
                                                        std::optional<std::vector<std::string>> scopes)
{
    const std::shared_ptr<const Connector> connector = m_state->catalogue->find(connectorKey);
    const AuthMethod *method = connector ? connector->findAuth(authKey) : nullptr;
    if (method == nullptr)
        co_return Error{ErrorCode::NotFound, "This provider has no such way to sign in."};
    if (method->needsConsent())
        co_return Error{ErrorCode::InvalidRequest, "This provider is signed in to in a browser."};
    std::vector<Input> all = connector->inputs;
    all.insert(all.end(), method->fields.begin(), method->fields.end());
    const std::optional<Profile> profile = m_state->profileFor(session, *method, connectorKey, fields);
    for (Input &input : all)
        input.required = input.required && !(profile && (input.key == "client_id" || input.key == "client_secret"));
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
    credential.profile = profile ? profile->name : std::string();
    credential.issuedAt = m_state->clock->now();
    if (method->type == "oauth2")
        account->scopes = scopesFor(method->oauth, scopes, profile);
    keepFields(*connector, *method, fields, &*account, &credential);
    const Result<void> minted = co_await m_state->mintFirst(connector, &*account, &credential);
    if (!minted)
        co_return minted.error();
    const Result<void> learnt = co_await learn(m_state->transport, m_state->credentials->signer(), connector, &*account,
                                               &credential);
    if (!learnt)
        co_return learnt.error();
    const Result<ProbeOutcome> outcome = co_await probe(m_state->transport, m_state->credentials->signer(), connector,
                                                        &*account, &credential);
    if (!outcome)
        co_return outcome.error();
    if (outcome->refused())
        co_return Error{ErrorCode::InvalidRequest, connector->name + " refuses this key. Check it, and try again.",
                        secretFieldOf(*method)};
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
    std::optional<std::vector<std::string>> scopes = account->scopes;
    co_return co_await connectWithFields(std::move(session), std::move(connector), std::move(auth), std::move(fields),
                                         std::move(alias), std::move(scopes));
}

} // namespace hub
