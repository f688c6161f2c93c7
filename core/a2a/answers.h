// What a task says: to the one who asked for nothing that can be run, about results, sign-ins and mistakes. Pure functions.
#pragma once

#include "core/a2a/model.h"
#include "core/gateway/action_runner.h"

namespace hub::a2a {

//! One action that could be meant.
struct Candidate {
    const Action *action;
    const CallableConnector *row;
};

//! The parts of an answer to what is no order. \param prefix what was wrong, if something was
std::vector<Part> menuParts(const std::string &prefix, const std::vector<Candidate> &candidates,
                            const std::vector<CallableConnector> &callable);
//! Which of the accounts is meant?
std::vector<Part> choiceParts(const Error &error);
//! What is wrong with the arguments, and what they should be.
std::vector<Part> correctionParts(const Error &error, const Action *action);
//! The person has to sign in there.
std::vector<Part> signInParts(const std::string &connector, const std::string &name, const std::string &url,
                              WallTime expires);
//! An error of the hub's own that ends the task.
std::vector<Part> errorParts(const Error &error);
//! The provider's error; with the link where the person can grant what the call lacked.
std::vector<Part> refusedParts(const ActionOutcome &outcome);
//! What the provider said, whatever its status.
Artifact resultArtifact(const ActionOutcome &outcome, const std::string &id, const std::string &action);

} // namespace hub::a2a
