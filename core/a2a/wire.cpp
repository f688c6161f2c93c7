#include "core/a2a/wire.h"

#include "core/base/encoding.h"

#include <charconv>

namespace hub::a2a {
namespace {

constexpr std::size_t kMostParts = 50;
constexpr std::size_t kLongestId = 256;

struct StateNames {
    State state;
    std::string_view v1, v03, v03Rest;
};

constexpr StateNames kStates[] = {
    {State::Submitted, "TASK_STATE_SUBMITTED", "submitted", "TASK_STATE_SUBMITTED"},
    {State::Working, "TASK_STATE_WORKING", "working", "TASK_STATE_WORKING"},
    {State::InputRequired, "TASK_STATE_INPUT_REQUIRED", "input-required", "TASK_STATE_INPUT_REQUIRED"},
    {State::AuthRequired, "TASK_STATE_AUTH_REQUIRED", "auth-required", "TASK_STATE_AUTH_REQUIRED"},
    {State::Completed, "TASK_STATE_COMPLETED", "completed", "TASK_STATE_COMPLETED"},
    {State::Failed, "TASK_STATE_FAILED", "failed", "TASK_STATE_FAILED"},
    {State::Canceled, "TASK_STATE_CANCELED", "canceled", "TASK_STATE_CANCELLED"},
    {State::Rejected, "TASK_STATE_REJECTED", "rejected", "TASK_STATE_REJECTED"},
};

std::string_view nameIn(const StateNames &row, Dialect dialect)
{
    switch (dialect) {
    case Dialect::V1: return row.v1;
    case Dialect::V03: return row.v03;
    case Dialect::V03Rest: return row.v03Rest;
    }
    return {};
}

Error invalid(const std::string &what)
{
    return {ErrorCode::InvalidRequest, what};
}

const json::object *objectIn(const json::object &object, std::string_view name)
{
    const json::value *member = object.if_contains(name);
    return member != nullptr ? member->if_object() : nullptr;
}

//! Which member holds the content, and what of it.
Result<Part> readPart(const json::object &part, Dialect dialect)
{
    if (const json::value *text = part.if_contains("text"); text != nullptr && text->is_string())
        return textPart(textOf(*text));
    if (const json::value *data = part.if_contains("data"); data != nullptr) {
        const json::object *wrapped = dialect == Dialect::V03Rest ? data->if_object() : nullptr;
        const json::value *inner = wrapped != nullptr ? wrapped->if_contains("data") : data;
        if (inner != nullptr)
            return Part{Part::Kind::Data, {}, *inner, stringOf(part, "mediaType")};
    }
    if (part.contains("file"))
        return Part{Part::Kind::Url, {}, nullptr, {}}; // files are not read, in whichever form
    if (part.contains("raw") || part.contains("url"))
        return Part{part.contains("raw") ? Part::Kind::Bytes : Part::Kind::Url, {}, nullptr, {}};
    return invalid("A part has one of text, data, raw and url.");
}

Result<Message> readMessage(const json::object &object, Dialect dialect)
{
    Message out{stringOf(object, "messageId"), stringOf(object, "contextId"), stringOf(object, "taskId"), true, {}};
    if (out.id.empty())
        return invalid("message.messageId is required.");
    for (const std::string *id : {&out.id, &out.contextId, &out.taskId}) {
        if (id->size() > kLongestId)
            return invalid("An id has at most 256 bytes.");
    }
    const std::string role = stringOf(object, "role");
    if (role == "agent" || role == "ROLE_AGENT")
        return invalid("message.role is that of a user.");
    const bool hasContent = dialect == Dialect::V03Rest && object.contains("content");
    const json::value *parts = object.if_contains(hasContent ? "content" : "parts");
    if (parts == nullptr || !parts->is_array() || parts->get_array().empty())
        return invalid("message.parts is a list of at least one part.");
    if (parts->get_array().size() > kMostParts)
        return invalid("A message has at most 50 parts.");
    for (const json::value &each : parts->get_array()) {
        const json::object *part = each.if_object();
        if (part == nullptr)
            return invalid("A part is an object.");
        Result<Part> read = readPart(*part, dialect);
        if (!read)
            return read.error();
        out.parts.push_back(std::move(*read));
    }
    return out;
}

json::object writeData(const Part &part, Dialect dialect)
{
    switch (dialect) {
    case Dialect::V1: return {{"data", part.data}, {"mediaType", "application/json"}};
    case Dialect::V03: return {{"kind", "data"}, {"data", part.data}};
    case Dialect::V03Rest: return {{"data", {{"data", part.data}}}};
    }
    return {};
}

json::object writeBytes(const Part &part, Dialect dialect)
{
    const std::string bytes = base64(part.text);
    switch (dialect) {
    case Dialect::V1: return {{"raw", bytes}, {"mediaType", part.mediaType}};
    case Dialect::V03: return {{"kind", "file"}, {"file", {{"bytes", bytes}, {"mimeType", part.mediaType}}}};
    case Dialect::V03Rest: return {{"file", {{"fileWithBytes", bytes}, {"mimeType", part.mediaType}}}};
    }
    return {};
}

json::object writePart(const Part &part, Dialect dialect)
{
    json::object out;
    switch (part.kind) {
    case Part::Kind::Text:
        if (dialect == Dialect::V03)
            out["kind"] = "text";
        out["text"] = part.text;
        return out;
    case Part::Kind::Data: return writeData(part, dialect);
    case Part::Kind::Bytes: return writeBytes(part, dialect);
    case Part::Kind::Url: return out; // never kept
    }
    return out;
}

json::array writeParts(const std::vector<Part> &parts, Dialect dialect)
{
    json::array out;
    for (const Part &part : parts)
        out.push_back(writePart(part, dialect));
    return out;
}

json::object writeStatus(const Status &status, Dialect dialect)
{
    json::object out{{"state", wireName(status.state, dialect)}, {"timestamp", toRfc3339(status.at)}};
    if (status.message)
        out["message"] = writeMessage(*status.message, dialect);
    return out;
}

json::object writeArtifact(const Artifact &artifact, Dialect dialect)
{
    return {{"artifactId", artifact.id}, {"name", artifact.name}, {"parts", writeParts(artifact.parts, dialect)}};
}

} // namespace

std::string_view wireName(State state, Dialect dialect)
{
    for (const StateNames &row : kStates) {
        if (row.state == state)
            return nameIn(row, dialect);
    }
    return {};
}

std::optional<State> stateFrom(std::string_view name, Dialect dialect)
{
    for (const StateNames &row : kStates) {
        if (nameIn(row, dialect) == name)
            return row.state;
    }
    return std::nullopt;
}

Result<std::optional<std::size_t>> readCount(const json::object &params, std::string_view name)
{
    const json::value *given = params.if_contains(name);
    if (given == nullptr || given->is_null())
        return std::optional<std::size_t>();
    const std::string text = textOf(*given);
    std::size_t count = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), count);
    if (read.ec != std::errc() || read.ptr != text.data() + text.size() || count > 1'000'000)
        return invalid(std::string(name) + " is a whole number from 0 on.");
    return std::optional<std::size_t>(count);
}

Result<SendRequest> readSend(const json::object &params, Dialect dialect)
{
    const json::object *message = objectIn(params, "message");
    if (message == nullptr && dialect == Dialect::V03Rest)
        message = objectIn(params, "request");
    if (message == nullptr)
        return invalid("message is required.");
    Result<Message> read = readMessage(*message, dialect);
    if (!read)
        return read.error();
    SendRequest out;
    out.message = std::move(*read);
    const json::object *found = objectIn(params, "configuration");
    const json::object configuration = found != nullptr ? *found : json::object();
    const Result<std::optional<std::size_t>> history = readCount(configuration, "historyLength");
    if (!history)
        return history.error();
    out.historyLength = *history;
    const auto says = [&configuration](std::string_view name, bool otherwise) {
        const json::value *member = configuration.if_contains(name);
        return member != nullptr && member->is_bool() ? member->get_bool() : otherwise;
    };
    // ProtoJSON leaves out what is false
    if (dialect == Dialect::V1)
        out.returnImmediately = says("returnImmediately", false);
    else
        out.returnImmediately = !says("blocking", dialect == Dialect::V03);
    for (const std::string_view name : {"taskPushNotificationConfig", "pushNotificationConfig", "pushNotification"})
        out.wantsPush = out.wantsPush || objectIn(configuration, name) != nullptr;
    return out;
}

json::object writeMessage(const Message &message, Dialect dialect)
{
    json::object out;
    if (dialect == Dialect::V03)
        out["kind"] = "message";
    out["messageId"] = message.id;
    out["contextId"] = message.contextId;
    out["taskId"] = message.taskId;
    if (dialect == Dialect::V03)
        out["role"] = message.fromUser ? "user" : "agent";
    else
        out["role"] = message.fromUser ? "ROLE_USER" : "ROLE_AGENT";
    out[dialect == Dialect::V03Rest ? "content" : "parts"] = writeParts(message.parts, dialect);
    return out;
}

json::object writeTask(const TaskRecord &task, Dialect dialect, std::optional<std::size_t> history)
{
    json::object out;
    if (dialect == Dialect::V03)
        out["kind"] = "task";
    out["id"] = task.id;
    out["contextId"] = task.contextId;
    out["status"] = writeStatus(task.status, dialect);
    json::array artifacts, messages;
    for (const Artifact &artifact : task.artifacts)
        artifacts.push_back(writeArtifact(artifact, dialect));
    const std::size_t skipped = history && *history < task.history.size() ? task.history.size() - *history : 0;
    for (std::size_t i = skipped; i < task.history.size(); ++i)
        messages.push_back(writeMessage(task.history[i], dialect));
    if (!artifacts.empty())
        out["artifacts"] = std::move(artifacts);
    if (!messages.empty())
        out["history"] = std::move(messages);
    return out;
}

json::object writeSent(const TaskRecord &task, Dialect dialect, std::optional<std::size_t> history)
{
    json::object written = writeTask(task, dialect, history);
    return dialect == Dialect::V03 ? written : json::object{{"task", std::move(written)}};
}

json::object writeEvent(const Event &event, Dialect dialect)
{
    if (const auto *task = std::get_if<TaskRecord>(&event.what))
        return writeSent(*task, dialect, std::nullopt);
    const auto *status = std::get_if<Status>(&event.what);
    json::object out;
    if (dialect == Dialect::V03)
        out["kind"] = status != nullptr ? "status-update" : "artifact-update";
    out["taskId"] = event.taskId;
    out["contextId"] = event.contextId;
    if (status != nullptr) {
        out["status"] = writeStatus(*status, dialect);
        if (dialect != Dialect::V1)
            out["final"] = isTerminal(status->state) || status->state == State::InputRequired;
    } else {
        out["artifact"] = writeArtifact(std::get<Artifact>(event.what), dialect);
        out["append"] = false;
        out["lastChunk"] = true;
    }
    if (dialect == Dialect::V03)
        return out;
    return {{status != nullptr ? "statusUpdate" : "artifactUpdate", std::move(out)}};
}

} // namespace hub::a2a
