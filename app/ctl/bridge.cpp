#include "app/ctl/bridge.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace hub::ctl {
namespace {

constexpr int kMostTries = 3;
constexpr int kStartingTries = 20; // a hub that starts is asked again each half second
constexpr int kPauseMs = 500;
constexpr int kStreamPauseMs = 2'000;
constexpr int kLastAnswersMs = 1'500; // a client waits two seconds before it ends its server

//! What the hub itself says about an error of its own.
QString messageOf(const QByteArray &body, int status)
{
    const QJsonObject object = QJsonDocument::fromJson(body).object();
    const QJsonValue error = object.value(QLatin1String("error"));
    const QString message = (error.isObject() ? error.toObject() : object).value(QLatin1String("message")).toString();
    return message.isEmpty() ? QStringLiteral("The hub answered %1.").arg(status) : message;
}

bool isStream(const HttpAnswer &answer)
{
    return answer.header("content-type").startsWith("text/event-stream");
}

} // namespace

struct Bridge::Sent {
    QByteArray line;
    McpMessage message;
    QPointer<HttpExchange> exchange;
    EventReader events;
    QByteArray body;
    QByteArray session; //!< that it went out in
    int tries = 0, waits = 0;
    bool isAnswered = false;
    bool isSilent = false; //!< the answer is the bridge's own business
    bool isListening = false; //!< a GET for news

    //! Nothing that follows goes out before it has arrived.
    bool isBarrier() const
    {
        return message.method == QLatin1String("initialize")
            || message.method == QLatin1String("notifications/initialized");
    }
};

Bridge::Bridge(std::function<HubAccess()> reach, std::function<void(const QByteArray &)> write, QObject *parent)
    : QObject(parent), m_reach(std::move(reach)), m_write(std::move(write))
{
    m_streamTimer.setSingleShot(true);
    m_closeTimer.setSingleShot(true);
    connect(&m_streamTimer, &QTimer::timeout, this, &Bridge::listen);
    connect(&m_closeTimer, &QTimer::timeout, this, &Bridge::finished);
}

Bridge::~Bridge() = default;

void Bridge::take(const QByteArray &line)
{
    const auto sent = std::make_shared<Sent>();
    sent->line = line;
    sent->message = readMessage(line);
    if (sent->message.kind == McpMessage::Kind::Broken) {
        m_write(errorAnswer(QJsonValue::Null, QStringLiteral("This line is no message of JSON-RPC.")));
        return;
    }
    if (!sent->message.cancels.isUndefined()) {
        cancel(sent->message.cancels);
        if (sent->message.isModern() || m_initialize.isEmpty())
            return; // in the 2026 era the end of the connection says it
    }
    if (sent->message.method == QLatin1String("initialize"))
        m_initialize = line;
    else if (sent->message.method == QLatin1String("notifications/initialized"))
        m_initialized = line;
    m_queue.enqueue(sent);
    pump();
}

//! A request of the 2026 era is cancelled by the end of its connection.
void Bridge::cancel(const QJsonValue &request)
{
    m_queue.removeIf([&](const auto &each) { return each->message.id == request && each->message.isModern(); });
    const QList<std::shared_ptr<Sent>> open = m_open;
    for (const std::shared_ptr<Sent> &sent : open) {
        if (sent->message.id != request || !sent->message.isModern())
            continue;
        m_open.removeOne(sent);
        if (sent->exchange)
            sent->exchange->deleteLater();
    }
}

void Bridge::pump()
{
    while (!m_queue.isEmpty() && !m_recovering) {
        const bool isHeld = std::any_of(m_open.begin(), m_open.end(),
                                        [](const auto &each) { return each->isBarrier(); });
        if (isHeld)
            return;
        if (m_hub.url.isEmpty() && !recover()) {
            while (!m_queue.isEmpty())
                conclude(m_queue.dequeue(), m_hub.problem);
            break;
        }
        send(m_queue.dequeue());
    }
    finishWhenIdle();
}

QList<std::pair<QByteArray, QByteArray>> Bridge::headersFor(const McpMessage &message) const
{
    QList<std::pair<QByteArray, QByteArray>> out{{"Authorization", m_hub.authorization},
                                                 {"Accept", "application/json, text/event-stream"},
                                                 {"Content-Type", "application/json"}};
    if (message.isModern())
        return out + modernHeaders(message);
    if (message.method == QLatin1String("initialize"))
        return out;
    if (!m_session.isEmpty())
        out.append({"Mcp-Session-Id", m_session});
    if (!m_version.isEmpty())
        out.append({"MCP-Protocol-Version", m_version});
    return out;
}

void Bridge::send(const std::shared_ptr<Sent> &sent)
{
    ++sent->tries;
    sent->events = {};
    sent->body.clear();
    sent->session = m_session;
    auto *exchange = new HttpExchange(this);
    sent->exchange = exchange;
    if (!m_open.contains(sent) && !sent->isListening)
        m_open.append(sent);
    connect(exchange, &HttpExchange::arrived, exchange,
            [this, sent](const QByteArray &bytes) { onBytes(sent, bytes); });
    connect(exchange, &HttpExchange::ended, exchange, [this, sent, exchange](HttpExchange::End how) {
        exchange->deleteLater();
        onEnd(sent, how);
    });
    QList<std::pair<QByteArray, QByteArray>> headers = headersFor(sent->message);
    if (sent->isListening && !m_lastEvent.isEmpty())
        headers.append({"Last-Event-ID", m_lastEvent});
    exchange->start(sent->isListening ? "GET" : "POST", m_hub.url, headers, sent->line);
}

void Bridge::onBytes(const std::shared_ptr<Sent> &sent, const QByteArray &bytes)
{
    if (!isStream(sent->exchange->answer()) || sent->exchange->answer().status() != 200) {
        sent->body += bytes;
        return;
    }
    const QList<EventReader::Event> events = sent->events.feed(bytes);
    for (const EventReader::Event &event : events) {
        if (sent->isListening && !event.id.isEmpty())
            m_lastEvent = event.id;
        if (!event.data.isEmpty())
            deliver(sent, event.data);
    }
}

//! A message of the hub's for the client.
void Bridge::deliver(const std::shared_ptr<Sent> &sent, const QByteArray &json)
{
    const McpMessage message = readMessage(json);
    if (message.isAnswerTo(sent->message.id) || message.kind == McpMessage::Kind::Batch) {
        sent->isAnswered = true;
        if (sent->message.method == QLatin1String("initialize")) {
            const QJsonObject result = QJsonDocument::fromJson(json).object().value(QLatin1String("result")).toObject();
            m_version = result.value(QLatin1String("protocolVersion")).toString().toUtf8();
        }
        if (sent->isSilent)
            return;
    }
    m_write(oneLine(json));
}

void Bridge::onEnd(const std::shared_ptr<Sent> &sent, HttpExchange::End how)
{
    const int status = sent->exchange->answer().status();
    if (sent->isListening) {
        m_stream.reset();
        // a hub without such a stream says so; one that is gone may come back, with sessions or without
        const bool isForgotten = how == HttpExchange::End::Done && status == 404 && !sent->session.isEmpty();
        if (isForgotten && sent->session == m_session)
            reopen();
        if (isForgotten)
            QTimer::singleShot(0, this, &Bridge::pump);
        else if (how != HttpExchange::End::Done || status == 200)
            m_streamTimer.start(kStreamPauseMs);
        return;
    }
    if (how == HttpExchange::End::Done) {
        onAnswer(sent);
        return;
    }
    if (sent->isAnswered) {
        conclude(sent, {});
    } else if (sent->tries < kMostTries && (how == HttpExchange::End::NeverSent || sent->message.mayRepeat())) {
        m_hub.url.clear();
        repeat(sent);
    } else {
        conclude(sent,
                 QStringLiteral(
                     "The hub ended while this ran. Whether it was done is not known; look before you try again."));
    }
}

void Bridge::onAnswer(const std::shared_ptr<Sent> &sent)
{
    const HttpAnswer &answer = sent->exchange->answer();
    const int status = answer.status();
    const bool isInitialize = sent->message.method == QLatin1String("initialize");
    if (status == 401 && sent->tries < kMostTries) { // another key, perhaps
        m_hub.url.clear();
        repeat(sent);
        return;
    }
    if (status == 503 && answer.header("x-connect-hub-error") == "starting" && sent->waits++ < kStartingTries) {
        --sent->tries;
        QTimer::singleShot(kPauseMs, this, [this, sent] { send(sent); });
        return;
    }
    const bool isForgotten = status == 404 && !sent->message.isModern() && !isInitialize && !sent->session.isEmpty();
    if (isForgotten && sent->tries < kMostTries) {
        m_open.removeOne(sent);
        m_queue.enqueue(sent);
        if (sent->session == m_session) // else somebody found out before
            reopen();
        QTimer::singleShot(0, this, &Bridge::pump);
        return;
    }
    if (isInitialize && status == 200)
        m_session = answer.header("mcp-session-id");
    const McpMessage body = readMessage(sent->body);
    if (body.isAnswerTo(sent->message.id) || body.kind == McpMessage::Kind::Batch)
        deliver(sent, sent->body);
    conclude(sent,
             status >= 300 ? messageOf(sent->body, status)
                           : QStringLiteral("The hub ended its answer without a result."));
}

//! It goes to the front of those that wait.
void Bridge::repeat(const std::shared_ptr<Sent> &sent)
{
    m_open.removeOne(sent);
    m_queue.prepend(sent);
    QTimer::singleShot(0, this, &Bridge::pump); // not from within the connection that ends
}

void Bridge::conclude(const std::shared_ptr<Sent> &sent, const QString &problem)
{
    m_open.removeOne(sent);
    const bool isUnanswered = sent->message.kind == McpMessage::Kind::Request && !sent->isAnswered;
    if (isUnanswered && !sent->isSilent)
        m_write(errorAnswer(sent->message.id, problem));
    if (sent->message.method == QLatin1String("notifications/initialized"))
        listen();
    QTimer::singleShot(0, this, &Bridge::pump);
}

//! \return false when there is no hub, and m_hub.problem says why
bool Bridge::recover()
{
    m_recovering = true;
    m_hub = m_reach();
    m_recovering = false;
    if (!m_hub.problem.isEmpty())
        m_hub.url.clear();
    return !m_hub.url.isEmpty();
}

//! Opens the session anew, with what opened it before; all else waits behind it.
void Bridge::reopen()
{
    m_session.clear();
    m_lastEvent.clear();
    for (const QByteArray &line : {m_initialized, m_initialize}) {
        if (line.isEmpty())
            continue;
        const auto sent = std::make_shared<Sent>();
        sent->line = line;
        sent->message = readMessage(line);
        sent->isSilent = true;
        m_queue.prepend(sent);
    }
}

void Bridge::listen()
{
    if (m_stream || m_closing || m_hub.url.isEmpty())
        return;
    m_stream = std::make_shared<Sent>();
    m_stream->isListening = true;
    send(m_stream);
}

void Bridge::close()
{
    m_closing = true;
    m_closeTimer.start(kLastAnswersMs);
    finishWhenIdle();
}

void Bridge::finishWhenIdle()
{
    const bool isIdle = m_queue.isEmpty() && std::none_of(m_open.begin(), m_open.end(), [](const auto &each) {
                            return each->message.method != QLatin1String("subscriptions/listen");
                        });
    if (!m_closing || !isIdle || std::exchange(m_ending, true))
        return;
    if (m_session.isEmpty() || m_hub.url.isEmpty()) {
        QTimer::singleShot(0, this, &Bridge::finished);
        return;
    }
    auto *exchange = new HttpExchange(this);
    connect(exchange, &HttpExchange::ended, this, &Bridge::finished);
    exchange->start("DELETE", m_hub.url, headersFor({}));
}

} // namespace hub::ctl
