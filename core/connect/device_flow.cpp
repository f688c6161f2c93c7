// The device flow (RFC 8628): the person types a code on any device, and the hub asks until the tokens are there.
#include "core/connect/connect_state.h"

#include "core/base/encoding.h"
#include "core/connectors/hosts.h"
#include "core/connectors/loader.h"
#include "core/oauth/dpop.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include <charconv>

namespace hub {
namespace {

constexpr std::chrono::seconds kInterval{5}, kSlower{5}, kLongestPause{60};
constexpr std::chrono::hours kLongestLife{1};

struct DeviceGrant {
    DevicePrompt prompt;
    Secret deviceCode;
    std::chrono::seconds life{}, interval = kInterval;
};

//! An address that a person is sent to: https, or one of the connector's local ones.
bool isPageAddress(const Connector &connector, const std::string &address)
{
    const Result<SplitUrl> url = splitUrl(address);
    return url && (url->origin.tls || isAllowedLocal(connector, url->origin.host, url->origin.port));
}

std::chrono::seconds secondsIn(const json::object &answer, std::string_view name, std::chrono::seconds fallback)
{
    // some say it as a string
    const json::value *value = answer.if_contains(name);
    const std::string digits = value != nullptr ? textOf(*value) : std::string();
    double number = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), number);
    return number >= 1 && number < 1e9 ? std::chrono::seconds(static_cast<std::int64_t>(number)) : fallback;
}

//! Section 3.2.
Result<DeviceGrant> readGrant(const Connector &connector, const EndpointAnswer &answer)
{
    const Result<json::object> said = parseObject(answer.body);
    if (answer.status < 200 || answer.status > 299 || !said) {
        const std::string code = said ? stringOf(*said, "error") : std::string();
        return Error{ErrorCode::UpstreamFailed, meaningOf(connector.name, isToken(code) ? code : "")};
    }
    DeviceGrant out;
    out.prompt.userCode = stringOf(*said, "user_code");
    // the draft's name is still in use
    out.prompt.verificationUri = stringOf(*said, "verification_uri", stringOf(*said, "verification_url"));
    out.prompt.verificationUriComplete = stringOf(*said, "verification_uri_complete");
    out.deviceCode = Secret(stringOf(*said, "device_code"));
    out.life = std::min<std::chrono::seconds>(secondsIn(*said, "expires_in", std::chrono::minutes(5)), kLongestLife);
    out.interval = secondsIn(*said, "interval", kInterval);
    if (!isPageAddress(connector, out.prompt.verificationUriComplete))
        out.prompt.verificationUriComplete.clear();
    const bool typable = !out.prompt.userCode.empty() && out.prompt.userCode.size() <= 64
        && isHeaderValue(out.prompt.userCode) && isUtf8(out.prompt.userCode)
        && hiddenSigns(json::value(out.prompt.userCode)).empty();
    if (!typable || out.deviceCode.empty() || !isPageAddress(connector, out.prompt.verificationUri))
        return Error{ErrorCode::UpstreamFailed, connector.name + " gave no code to type. Try again in a while."};
    return out;
}

Attempt tooLate(Attempt attempt)
{
    attempt.status = AttemptStatus::Expired;
    attempt.errorCode = "expired";
    attempt.errorText = "Nobody typed the code in time. Start again.";
    return attempt;
}

} // namespace

Task<Result<Attempt>> ConnectService::startDevice(ConnectSession session, std::string connectorKey, std::string authKey,
                                                  AttemptId attempt, std::optional<std::vector<std::string>> scopes,
                                                  std::map<std::string, Secret> inputs)
{
    Result<PendingConsent> prepared = m_state->prepare(std::move(session), connectorKey, authKey, attempt, scopes,
                                                       inputs);
    if (!prepared)
        co_return prepared.error();
    PendingConsent consent = std::move(*prepared);
    const std::shared_ptr<const Connector> connector = m_state->catalogue->find(connectorKey);
    const OauthMethod &method = connector->findAuth(authKey)->oauth;
    if (method.deviceAuthorizationUrl.empty())
        co_return Error{ErrorCode::InvalidRequest, connector->name + " gives no codes to type."};
    std::string profile = consent.profile;
    const Result<ClientApp> app = co_await m_state->appOf(connectorKey, std::move(profile));
    if (!app)
        co_return app.error();
    Result<EndpointRequest> request = deviceRequest(method, *app, consent.scopes, consent.values());
    if (!request)
        co_return request.error();
    EndpointRequest asked = std::move(*request);
    const Result<EndpointAnswer> answer = co_await post(m_state->transport, connector, std::move(asked));
    if (!answer)
        co_return Error{ErrorCode::UpstreamFailed, connector->name + " does not answer. Try again in a while."};
    Result<DeviceGrant> grant = readGrant(*connector, *answer);
    if (!grant)
        co_return grant.error();
    Attempt &waiting = m_state->attempts[attempt];
    if (waiting.status != AttemptStatus::Pending || waiting.device)
        co_return Error{ErrorCode::InvalidRequest, "This attempt has ended. Start again."};
    waiting.device = grant->prompt;
    waiting.expires = m_state->clock->now() + grant->life;
    consent.expires = m_state->clock->monotonic() + grant->life;
    const Attempt out = waiting;
    if (method.dpop)
        consent.proofKey = PrivateKey::makeP256().toPem();
    boost::asio::co_spawn(m_state->executor,
                          State::poll(m_state, std::move(consent), std::move(grant->deviceCode), grant->interval),
                          boost::asio::detached);
    co_return out;
}

std::optional<Attempt> ConnectService::State::afterPoll(const Attempt &attempt, const Connector &connector,
                                                        const Result<EndpointAnswer> &answer,
                                                        const TokenFailure &failure, PollPace *pace) const
{
    const bool trouble = !answer || failure.code.empty() || failure.status >= 500 || failure.status == 429;
    if (failure.code == "slow_down")
        pace->interval += kSlower;
    pace->pause = trouble ? std::min<std::chrono::seconds>(pace->pause * 2, std::max(kLongestPause, pace->interval))
                          : pace->interval;
    if (trouble && answer) {
        if (const auto asked = askedToWait(*answer, connector, clock->now()))
            pace->pause = std::max(pace->pause, *asked);
    }
    if (trouble || failure.code == "authorization_pending" || failure.code == "slow_down")
        return std::nullopt;
    if (failure.code == "expired_token")
        return tooLate(attempt);
    return failed(attempt, failure.code, meaningOf(connector.name, failure.code),
                  std::to_string(answer->status) + ' ' + failure.code + " from " + answer->host);
}

bool ConnectService::State::isWaiting(const AttemptId &id) const
{
    const auto found = attempts.find(id);
    return found != attempts.end() && found->second.status == AttemptStatus::Pending;
}

// NOLINTNEXTLINE(readability-function-cognitive-complexity): one answer of the server after the other
Task<void> ConnectService::State::poll(std::shared_ptr<State> self, PendingConsent consent, Secret deviceCode,
                                       std::chrono::seconds interval)
{
    PollPace pace{interval, interval};
    for (;;) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(consent.expires - self->clock->monotonic());
        std::chrono::milliseconds next = std::min<std::chrono::milliseconds>(pace.pause, left);
        co_await self->wait(next);
        if (self->closed || !self->isWaiting(consent.attempt))
            co_return; // cancelled, or the hub is stopping
        Attempt attempt = self->attempts[consent.attempt];
        const std::shared_ptr<const Connector> connector = self->catalogue->find(consent.connector);
        const AuthMethod *method = connector ? connector->findAuth(consent.authKey) : nullptr;
        if (self->clock->monotonic() >= consent.expires)
            co_return self->finish(tooLate(std::move(attempt)));
        if (method == nullptr || !self->sessions.byId(consent.session.id))
            co_return self->finish(failed(std::move(attempt), "session_ended",
                                          "The session was ended meanwhile. Nothing was connected."));
        std::string key = consent.connector;
        std::string profile = consent.profile;
        Result<ClientApp> app = co_await self->appOf(std::move(key), std::move(profile));
        Result<EndpointRequest> request = app ? deviceTokenRequest(method->oauth, *app, deviceCode, consent.values())
                                              : Result<EndpointRequest>(app.error());
        if (!request)
            co_return self->finish(failed(std::move(attempt), request.error()));
        EndpointRequest asked = std::move(*request);
        Secret proof = consent.proofKey.clone();
        const Result<EndpointAnswer> answer = co_await postWithProof(self->transport, connector, std::move(asked),
                                                                     std::move(proof), self->clock, self->random);
        if (self->closed || !self->isWaiting(consent.attempt))
            co_return;
        TokenAnswer read = answer ? readTokenAnswer(method->oauth, answer->status, answer->contentType, answer->body)
                                  : TokenAnswer(TokenFailure{});
        if (auto *tokens = std::get_if<TokenSet>(&read)) {
            TokenSet set = std::move(*tokens);
            ClientApp client = std::move(*app);
            attempt = co_await self->arrive(std::move(consent), std::move(set), std::move(client));
            co_return self->finish(std::move(attempt));
        }
        std::optional<Attempt> ended = self->afterPoll(attempt, *connector, answer, std::get<TokenFailure>(read),
                                                       &pace);
        if (ended)
            co_return self->finish(std::move(*ended));
    }
}

} // namespace hub
