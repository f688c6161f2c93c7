// The second half of every sign-in: the tokens are there. Who is it, what do calls need, and is it the account's owner?
#include "core/connect/connect_state.h"

#include "core/oauth/dpop.h"
#include "core/oauth/learn.h"

namespace hub {
namespace {

constexpr std::chrono::minutes kChoiceLife{10};

Credential credentialFrom(const PendingConsent &consent, TokenSet set, WallTime now)
{
    Credential credential;
    credential.authKey = consent.authKey;
    credential.profile = consent.profile;
    apply(std::move(set), now, &credential);
    if (!consent.proofKey.empty())
        credential.values.insert_or_assign(kDpopKey, consent.proofKey.clone());
    for (const auto &[name, value] : consent.secrets)
        credential.values.emplace(name, value.clone());
    return credential;
}

std::string nameOf(const std::string &label, const std::string &id)
{
    return label.empty() ? id : label;
}

//! Who the ID token says it is; none where there is no token to check.
Result<std::optional<IdTokenIdentity>> identityIn(const OauthMethod &method, const TokenSet &tokens,
                                                  const ClientApp &app, const std::string &nonce, WallTime now)
{
    const auto access = tokens.values.find("access_token");
    if (method.issuer.empty() || tokens.idToken.empty() || access == tokens.values.end())
        return std::optional<IdTokenIdentity>();
    const IdTokenTerms terms{
        method.issuer, app.clientId, nonce, std::string(access->second.reveal()), !app.clientSecret.empty(), now};
    Result<IdTokenIdentity> read = readIdToken(tokens.idToken, terms);
    return read ? Result<std::optional<IdTokenIdentity>>(std::optional(std::move(*read)))
                : Result<std::optional<IdTokenIdentity>>(read.error());
}

//! OpenID Connect Core 1.0, section 5.3.2: UserInfo speaks of whom the ID token names.
bool contradicts(const Connector &connector, const ProbeOutcome &who, const std::optional<IdTokenIdentity> &identity)
{
    return identity && connector.probe && connector.probe->identityId == "/sub" && !who.identityId.empty()
        && who.identityId != identity->subject;
}

} // namespace

Attempt failed(Attempt attempt, std::string code, std::string text, std::string technical)
{
    attempt.status = AttemptStatus::Failed;
    attempt.errorCode = std::move(code);
    attempt.errorText = std::move(text);
    attempt.technical = std::move(technical);
    return attempt;
}

Attempt failed(Attempt attempt, const Error &error)
{
    const bool named = error.code == ErrorCode::NotFound && !error.field.empty();
    return failed(std::move(attempt), named ? error.field : std::string(wireName(error.code)), error.message);
}

std::string meaningOf(const std::string &name, const std::string &code)
{
    if (code == "invalid_client" || code == "unauthorized_client")
        return name
            + " does not accept the app of this profile: its client id or secret is wrong. Put it right in Connect Hub.";
    if (code == "invalid_grant")
        return name
            + " did not accept the sign-in's code. Start again; if it stays, compare the redirect URI in the app with the one in Connect Hub.";
    if (code == "redirect_uri_mismatch")
        return name + " knows another redirect URI for the app. Copy the one from Connect Hub into the app.";
    if (code == "access_denied")
        return "You did not agree at " + name + ". Nothing was connected.";
    if (code.empty())
        return name + " answered in a way that is no OAuth answer. Try again in a while.";
    return name + " refused the sign-in (" + code + "). Try again.";
}

Attempt ConnectService::State::waitForYes(Attempt attempt, PendingChoice choice)
{
    attempt.canAccept = true;
    attempt.knownIdentity = nameOf(choice.account.identityLabel, choice.account.identityId);
    attempt.newIdentity = nameOf(choice.who.identityLabel, choice.who.identityId);
    attempt.expires = clock->now() + kChoiceLife;
    choice.expires = clock->monotonic() + kChoiceLife;
    choices.insert_or_assign(attempt.id, std::move(choice));
    const std::string text = "This sign-in is " + attempt.newIdentity + ", but the account belongs to "
        + attempt.knownIdentity + ". Nothing was changed.";
    return failed(std::move(attempt), "different_identity", text);
}

Task<Attempt> ConnectService::State::arrive(PendingConsent consent, TokenSet tokens, ClientApp app)
{
    Attempt attempt = attempts[consent.attempt];
    const std::shared_ptr<const Connector> connector = catalogue->find(consent.connector);
    const AuthMethod *method = connector ? connector->findAuth(consent.authKey) : nullptr;
    if (method == nullptr)
        co_return failed(std::move(attempt), "connector_gone", "The connector was removed meanwhile.");
    const Result<std::optional<IdTokenIdentity>> identity = identityIn(method->oauth, tokens, app, consent.nonce,
                                                                       clock->now());
    if (!identity)
        co_return failed(std::move(attempt), "invalid_id_token", identity.error().message);
    Credential credential = credentialFrom(consent, std::move(tokens), clock->now());
    if (*identity)
        credential.subject = subjectOf(**identity);
    ConnectSession session = consent.session;
    Result<Account> account = co_await accountFor(session, consent.connector);
    if (!account)
        co_return failed(std::move(attempt), account.error());
    if (!session.wish.account && !session.wish.alias.empty())
        account->alias = session.wish.alias;
    account->authKey = consent.authKey;
    account->scopes = consent.scopes;
    for (const auto &[name, value] : consent.setup)
        account->setup[name] = value;
    for (const auto &[name, value] : consent.learnt) {
        if (!keepLearnt(*connector, name, value, &*account, &credential))
            co_return failed(std::move(attempt), "value_missing",
                             connector->name + " did not send \"" + name + "\" back, which calls need. Start again.");
    }
    const Result<void> learnt = co_await learn(transport, credentials->signer(), connector, &*account, &credential);
    if (!learnt)
        co_return failed(std::move(attempt), learnt.error());
    const Result<ProbeOutcome> outcome = co_await probe(transport, credentials->signer(), connector, &*account,
                                                        &credential);
    // a provider whose probe is down has still signed the person in
    ProbeOutcome who = outcome ? *outcome : ProbeOutcome{};
    if (contradicts(*connector, who, *identity))
        co_return failed(std::move(attempt), "different_identity",
                         connector->name + " names two different people for this sign-in. Nothing was connected.");
    if (*identity && (!connector->probe || connector->probe->identityId.empty())) {
        who.identityId = subjectOf(**identity);
        who.identityLabel = nameOf((*identity)->label, (*identity)->subject);
    }
    if (!account->identityId.empty() && !who.identityId.empty() && account->identityId != who.identityId) {
        PendingChoice choice{std::move(session), std::move(*account), std::move(credential), std::move(who), {}};
        co_return waitForYes(std::move(attempt), std::move(choice));
    }
    Account target = std::move(*account);
    const Result<Account> active = co_await activate(std::move(target), std::move(credential), std::move(who),
                                                     std::move(session));
    if (!active)
        co_return failed(std::move(attempt), active.error());
    attempt.status = AttemptStatus::Authenticated;
    attempt.account = active->id;
    co_return attempt;
}

Task<Result<Attempt>> ConnectService::accept(ConnectSession session, AttemptId id)
{
    m_state->sweep();
    const Result<Attempt> known = attempt(session, id);
    if (!known)
        co_return known.error();
    auto entry = m_state->choices.extract(id); // single use
    if (entry.empty())
        co_return Error{ErrorCode::NotFound, "This sign-in does not wait for a yes any more. Start again."};
    PendingChoice choice = std::move(entry.mapped());
    Attempt attempt = *known;
    attempt.canAccept = false;
    const Result<Account> now = m_state->accounts->find(choice.account.owner, choice.account.id.str());
    if (!now || now->identityId != choice.account.identityId) {
        attempt = failed(std::move(attempt), "conflict", "The account was changed meanwhile. Start again.");
    } else {
        ConnectSession mine = std::move(choice.session);
        const Result<Account> active = co_await m_state->activate(
            std::move(choice.account), std::move(choice.credential), std::move(choice.who), std::move(mine), true);
        attempt = active ? attempt : failed(std::move(attempt), active.error());
        if (active) {
            attempt.status = AttemptStatus::Authenticated;
            attempt.account = active->id;
            attempt.errorCode.clear();
            attempt.errorText.clear();
        }
    }
    m_state->attempts[id].status = AttemptStatus::Pending; // it goes on, and ends now
    m_state->finish(attempt);
    co_return attempt;
}

} // namespace hub
