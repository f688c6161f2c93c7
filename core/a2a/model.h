// What A2A speaks of, whatever the version on the wire: tasks, messages, parts, artifacts. Plain values.
#pragma once

#include "core/base/clock.h"
#include "core/base/json.h"

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace hub::a2a {

enum class State { Submitted, Working, InputRequired, AuthRequired, Completed, Failed, Canceled, Rejected };

//! Nothing follows.
bool isTerminal(State state);
//! Nothing follows until somebody does something.
bool isSettled(State state);

struct Part {
    enum class Kind { Text, Data, Bytes, Url };
    Kind kind = Kind::Text;
    std::string text; //!< or the bytes
    json::value data;
    std::string mediaType;
    friend bool operator==(const Part &, const Part &) = default;
};

Part textPart(std::string text);
Part dataPart(json::object data);

struct Message {
    std::string id, contextId, taskId;
    bool fromUser = true;
    std::vector<Part> parts;
    friend bool operator==(const Message &, const Message &) = default;
};

struct Artifact {
    std::string id, name;
    std::vector<Part> parts;
    friend bool operator==(const Artifact &, const Artifact &) = default;
};

struct Status {
    State state = State::Submitted;
    std::optional<Message> message;
    WallTime at{};
    friend bool operator==(const Status &, const Status &) = default;
};

//! A2A's Task; the bare name is that of coroutines here.
struct TaskRecord {
    std::string id, contextId;
    Status status;
    std::vector<Artifact> artifacts;
    std::vector<Message> history; //!< oldest first
    friend bool operator==(const TaskRecord &, const TaskRecord &) = default;
};

//! One piece of news on a stream.
struct Event {
    std::string taskId, contextId;
    std::variant<TaskRecord, Status, Artifact> what;
};

} // namespace hub::a2a
