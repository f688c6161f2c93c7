// connect KEY: an account from the terminal.
#include "app/ctl/commands.h"
#include "app/ctl/interrupt.h"
#include "app/ctl/terminal.h"

#include <QEventLoop>
#include <QSocketNotifier>

#include <unistd.h>

namespace hub::ctl {
namespace {

constexpr int kProbeLimitMs = 120'000;
constexpr int kWaitSeconds = 300;

using Fields = QList<std::pair<QString, QString>>;

QJsonObject methodNamed(const QJsonArray &methods, const QString &key)
{
    for (const QJsonValue &method : methods) {
        if (text(method.toObject(), "key") == key)
            return method.toObject();
    }
    return {};
}

//! The person signs in at the provider, on a page or with a code.
bool needsConsent(const QJsonObject &method)
{
    return method.value(QLatin1String("consent")).toBool();
}

//! The one asked for, else the first; with a secret at hand the first that takes one.
QJsonObject chooseMethod(const QJsonObject &connector, const Line &line)
{
    const QJsonArray methods = connector.value(QLatin1String("auth")).toArray();
    if (line.has(QStringLiteral("auth")))
        return methodNamed(methods, line.value(QStringLiteral("auth")));
    for (const QJsonValue &method : methods) {
        if (line.has(QStringLiteral("secret-stdin")) && !needsConsent(method.toObject()))
            return method.toObject();
    }
    return methods.first().toObject();
}

QJsonArray fieldsOf(const QJsonObject &connector, const QJsonObject &method)
{
    QJsonArray fields = connector.value(QLatin1String("inputs")).toArray();
    const QJsonArray own = method.value(QLatin1String("fields")).toArray();
    for (const QJsonValue &field : own)
        fields.append(field);
    return fields;
}

//! \param hasApp an app's profile may stand in for its id and secret; the hub knows
QString missing(const QJsonArray &fields, const QJsonObject &given, bool hasApp)
{
    QStringList names;
    for (const QJsonValue &value : fields) {
        const QJsonObject field = value.toObject();
        if (hasApp && text(field, "key").startsWith(QLatin1String("client_")))
            continue;
        if (!field.value(QLatin1String("required")).toBool() || given.contains(text(field, "key")))
            continue;
        names.append(field.value(QLatin1String("secret")).toBool()
                         ? QStringLiteral("--secret-stdin (%1)").arg(text(field, "label"))
                         : QStringLiteral("--field %1=… (%2)").arg(text(field, "key"), text(field, "label")));
    }
    return names.join(QStringLiteral(", "));
}

//! Puts stdin's secret into the one secret field that has no value yet. \return an exit code, 0 = go on
int addSecret(const QJsonArray &fields, QJsonObject *given)
{
    QStringList open;
    for (const QJsonValue &value : fields) {
        const QJsonObject field = value.toObject();
        if (field.value(QLatin1String("secret")).toBool() && !given->contains(text(field, "key")))
            open.append(text(field, "key"));
    }
    if (open.size() != 1)
        return usageProblem(
            open.isEmpty() ? QStringLiteral("there is no secret field left for --secret-stdin")
                           : QStringLiteral("--secret-stdin fits several fields (%1); give all but one with --field")
                                 .arg(open.join(QStringLiteral(", "))));
    const std::optional<QString> secret = readSecret();
    if (!secret)
        return kUsage;
    given->insert(open.constFirst(), *secret);
    return kDone;
}

int collect(const Line &line, const QJsonArray &fields, bool hasApp, QJsonObject *given)
{
    Fields pairs;
    if (!readPairs(line.values(QStringLiteral("field")), "field", &pairs))
        return kUsage;
    for (const auto &[name, value] : std::as_const(pairs)) {
        const bool known = std::any_of(fields.begin(), fields.end(), [wanted = name](const QJsonValue &field) {
            return text(field.toObject(), "key") == wanted;
        });
        if (!known)
            return usageProblem(QStringLiteral("this connector has no field \"%1\"").arg(name));
        for (const QJsonValue &field : fields) {
            if (text(field.toObject(), "key") == name && field.toObject().value(QLatin1String("secret")).toBool())
                note(QStringLiteral(
                         "Note: other programs can read a command line; --secret-stdin keeps \"%1\" out of it.")
                         .arg(name));
        }
        given->insert(name, value);
    }
    if (line.has(QStringLiteral("secret-stdin"))) {
        if (const int code = addSecret(fields, given); code != kDone)
            return code;
    }
    const QString open = missing(fields, *given, hasApp);
    // signing in again keeps what was given before
    if (!open.isEmpty() && !line.has(QStringLiteral("account")))
        return usageProblem(QStringLiteral("this connector also needs ") + open);
    return kDone;
}

QJsonObject paramsOf(const Line &line, const QJsonObject &method)
{
    QJsonObject params{{QStringLiteral("connector"), line.positional.constFirst()},
                       {QStringLiteral("auth"), text(method, "key")}};
    for (const char *name : {"owner", "alias", "account"}) {
        const QString option = QLatin1String(name);
        if (line.has(option))
            params.insert(option, line.value(option));
    }
    return params;
}

int printConnected(const QJsonObject &result, Hub &hub)
{
    if (hub.printedRaw(result))
        return kDone;
    const QJsonObject account = result.value(QLatin1String("account")).toObject();
    const QString identity = text(account, "identity"); // not every provider says who it is
    note(QStringLiteral("Connected %1%2; alias %3:")
             .arg(text(account, "connector_name"), identity.isEmpty() ? QString() : QStringLiteral(" as ") + identity,
                  text(account, "alias")));
    print(text(account, "id"));
    return kDone;
}

int connectWithFields(const Line &line, Hub &hub, const QJsonObject &method, const QJsonObject &given)
{
    QJsonObject params = paramsOf(line, method);
    params.insert(QStringLiteral("fields"), given);
    const ControlReply reply = hub.call(QStringLiteral("connect.fields"), params, kProbeLimitMs);
    return reply.ok() ? printConnected(reply.result, hub) : hub.fail(reply);
}

//! Lines of stdin that are addresses go to the hub: where the redirect URI leads nowhere, the person pastes what they ended on.
class PastedAddress {
public:
    PastedAddress(Hub &hub, const QString &session)
        : m_hub(hub), m_session(session), m_input(STDIN_FILENO, QSocketNotifier::Read)
    {
        QObject::connect(&m_input, &QSocketNotifier::activated, &m_input, [this] { read(); });
    }

private:
    void read()
    {
        char piece[4096];
        const ssize_t size = ::read(STDIN_FILENO, piece, sizeof piece);
        if (size <= 0) {
            m_input.setEnabled(false);
            return;
        }
        m_text.append(piece, static_cast<qsizetype>(size));
        for (qsizetype end = m_text.indexOf('\n'); end >= 0; end = m_text.indexOf('\n')) {
            const QString line = QString::fromUtf8(m_text.left(end)).trimmed();
            m_text.remove(0, end + 1);
            if (line.isEmpty())
                continue;
            const QJsonObject params{{QStringLiteral("session_id"), m_session}, {QStringLiteral("url"), line}};
            m_hub.client().call(QStringLiteral("connect.callback"), params, &m_input, [](const ControlReply &reply) {
                if (!reply.ok())
                    note(QStringLiteral("connect-hubctl: ") + reply.errorMessage);
            });
        }
    }

    Hub &m_hub;
    QString m_session;
    QByteArray m_text;
    QSocketNotifier m_input;
};

//! Asks until it is over. None = Ctrl+C.
std::optional<ControlReply> waitForPerson(Hub &hub, const QString &session, bool takesAddress)
{
    bool interrupted = false;
    std::optional<PastedAddress> pasted;
    if (takesAddress)
        pasted.emplace(hub, session);
    QEventLoop loop;
    const Interrupt guard([&] {
        interrupted = true;
        loop.quit();
    });
    const QJsonObject params{{QStringLiteral("session_id"), session}, {QStringLiteral("timeout_s"), kWaitSeconds}};
    for (;;) {
        ControlReply answer;
        QObject context;
        bool answered = false;
        hub.client().call(QStringLiteral("connect.wait"), params, &context, [&](const ControlReply &reply) {
            answer = reply;
            answered = true;
            loop.quit();
        });
        if (!answered && !interrupted)
            loop.exec();
        if (interrupted)
            return std::nullopt;
        if (!answer.ok() || text(answer.result, "status") != QLatin1String("pending"))
            return answer;
    }
}

int cancel(Hub &hub, const QString &session, int code)
{
    const ControlReply reply = hub.call(QStringLiteral("connect.cancel"), {{QStringLiteral("session_id"), session}});
    return reply.errorStatus < 0 ? hub.fail(reply) : code;
}

//! Prints the link, or the code and where to type it. \return whether the person has to paste an address
bool tellWhereTo(const QJsonObject &started)
{
    const QJsonObject device = started.value(QLatin1String("device")).toObject();
    if (!device.isEmpty()) {
        note(QStringLiteral("Open this address on any device, and type the code below there (Ctrl+C cancels):"));
        note(text(device, "verification_uri"));
        print(text(device, "user_code"));
        return false;
    }
    const QString direct = text(started, "authorize_url");
    note(QStringLiteral("Open this link in a browser and sign in (Ctrl+C cancels):"));
    print(direct.isEmpty() ? text(started, "url") : direct);
    const bool takesAddress = !text(started, "paste_back").isEmpty();
    if (takesAddress)
        note(QStringLiteral("The page at the end does not come back by itself: paste its address here."));
    return takesAddress;
}

int connectInBrowser(const Line &line, Hub &hub, const QJsonObject &method, const QJsonObject &given)
{
    QJsonObject params = paramsOf(line, method);
    params.insert(QStringLiteral("inputs"), given);
    if (line.has(QStringLiteral("device")))
        params.insert(QStringLiteral("device"), true);
    const ControlReply started = hub.call(QStringLiteral("connect.start"), params);
    if (!started.ok())
        return hub.fail(started);
    const QString session = text(started.result, "session_id");
    const QJsonObject problem = started.result.value(QLatin1String("authorize_error")).toObject();
    if (!problem.isEmpty()) {
        note(QStringLiteral("connect-hubctl: ") + text(problem, "message"));
        return cancel(hub, session, kRefused);
    }
    const bool takesAddress = tellWhereTo(started.result);
    const std::optional<ControlReply> ended = waitForPerson(hub, session, takesAddress);
    if (!ended)
        return cancel(hub, session, kInterrupted);
    if (!ended->ok())
        return hub.fail(*ended);
    const QString status = text(ended->result, "status");
    if (status == QLatin1String("authenticated"))
        return printConnected(ended->result, hub);
    const QJsonObject error = ended->result.value(QLatin1String("error")).toObject();
    hub.printedRaw(ended->result);
    note(QStringLiteral("connect-hubctl: the sign-in ended: %1%2")
             .arg(status, error.isEmpty() ? QString() : QString(QStringLiteral(". ") + text(error, "message"))));
    return status == QLatin1String("error") ? cancel(hub, session, kRefused) : kRefused;
}

int connectAccount(const Line &line, Hub &hub)
{
    const ControlReply shown = hub.call(QStringLiteral("connectors.show"),
                                        {{QStringLiteral("connector"), line.positional.constFirst()}});
    if (!shown.ok())
        return hub.fail(shown);
    const QJsonObject connector = shown.result.value(QLatin1String("connector")).toObject();
    const QJsonObject method = chooseMethod(connector, line);
    if (method.isEmpty())
        return usageProblem(QStringLiteral("%1 has no auth method of that name").arg(line.positional.constFirst()));
    QJsonObject given;
    const bool hasApp = text(method, "grant") == QLatin1String("client_credentials");
    if (const int code = collect(line, fieldsOf(connector, method), hasApp, &given); code != kDone)
        return code;
    return needsConsent(method) ? connectInBrowser(line, hub, method, given)
                                : connectWithFields(line, hub, method, given);
}

} // namespace

QList<Command> connectCommands()
{
    return {
        {QStringLiteral("connect"),
         {QStringLiteral("KEY")},
         {{QStringLiteral("owner"), QStringLiteral("O"), QStringLiteral("whose account; local without it")},
          {QStringLiteral("alias"), QStringLiteral("NAME"), QStringLiteral("your own name for it")},
          {QStringLiteral("field"), QStringLiteral("name=value"), QStringLiteral("a field of the connector's form"),
           true},
          {QStringLiteral("secret-stdin"), {}, QStringLiteral("reads the secret field from stdin")},
          {QStringLiteral("auth"), QStringLiteral("METHOD"),
           QStringLiteral("where the connector has several; the first without it")},
          {QStringLiteral("device"), {}, QStringLiteral("a code to type on any device, where the provider has both")},
          {QStringLiteral("account"), QStringLiteral("A"), QStringLiteral("signs in again to this one")}},
         QStringLiteral("connects an account: key types at once, others through a link in the browser, or a code"),
         &connectAccount}};
}

} // namespace hub::ctl
