// The same values as versions 1.0 and 0.3 write them. Pure functions.
#pragma once

#include "core/a2a/model.h"

namespace hub::a2a {

enum class Dialect {
    V1,      //!< 1.0, in both bindings: ProtoJSON
    V03,     //!< 0.3 as JSON-RPC: members tell what they are by `kind`
    V03Rest, //!< 0.3 as HTTP+JSON: the ProtoJSON of its time
};

std::string_view wireName(State state, Dialect dialect);
std::optional<State> stateFrom(std::string_view name, Dialect dialect);

//! What SendMessage and SendStreamingMessage take.
struct SendRequest {
    Message message;
    bool returnImmediately = false;
    std::optional<std::size_t> historyLength;
    bool wantsPush = false; //!< it brings an address to be called
};
//! \errors InvalidRequest, with what is wrong and where
Result<SendRequest> readSend(const json::object &params, Dialect dialect);
//! A count that may be missing; a number, or its text (HTTP). \errors InvalidRequest
Result<std::optional<std::size_t>> readCount(const json::object &params, std::string_view name);

json::object writeMessage(const Message &message, Dialect dialect);
//! \param history the newest messages that go along; none = all
json::object writeTask(const TaskRecord &task, Dialect dialect, std::optional<std::size_t> history = std::nullopt);
//! The answer to SendMessage.
json::object writeSent(const TaskRecord &task, Dialect dialect, std::optional<std::size_t> history);
json::object writeEvent(const Event &event, Dialect dialect);

} // namespace hub::a2a
