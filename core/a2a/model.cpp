#include "core/a2a/model.h"

namespace hub::a2a {

bool isTerminal(State state)
{
    switch (state) {
    case State::Completed:
    case State::Failed:
    case State::Canceled:
    case State::Rejected: return true;
    case State::Submitted:
    case State::Working:
    case State::InputRequired:
    case State::AuthRequired: return false;
    }
    return false;
}

bool isSettled(State state)
{
    return isTerminal(state) || state == State::InputRequired || state == State::AuthRequired;
}

Part textPart(std::string text)
{
    return {Part::Kind::Text, std::move(text), nullptr, {}};
}

Part dataPart(json::object data)
{
    return {Part::Kind::Data, {}, std::move(data), "application/json"};
}

} // namespace hub::a2a
