// Single checks that the rules of connector files are made of. Pure; `field` of an error is the pointer.
#pragma once

#include "core/connectors/connector.h"

namespace hub::rules {

Error wrong(const std::string &pointer, const std::string &why);
//! https, or a local literal that the person allowed. Empty is fine.
Result<void> checkUrl(const Connector &connector, const std::string &url, const std::string &pointer);
//! \param known gets the names
Result<void> checkInputs(const std::vector<Input> &inputs, const std::string &pointer, std::set<std::string> *known);
Result<void> checkHeaderName(std::string_view name, const std::string &pointer);
//! A name that a file may set, and a template that holds no line break.
Result<void> checkHeader(const std::string &name, const std::string &text, const std::string &pointer);
Result<void> checkPattern(const std::string &pattern, const std::string &pointer);
//! A JSON Schema with known types and bounded patterns, which refers to nothing outside itself.
Result<void> checkParameter(const json::value &schema, const std::string &pointer);
//! Each name it uses is known.
Result<void> checkTemplate(const std::string &text, const std::set<std::string> &known, const std::string &pointer);
Result<void> checkTemplates(const std::map<std::string, std::string> &texts, const std::set<std::string> &known,
                            const std::string &pointer);
//! Names of values that are learnt while connecting.
std::set<std::string> learntNames(const AuthMethod &method);
//! One way to sign in. \param inputs the connector's
Result<void> checkAuth(const Connector &connector, std::size_t index, const std::set<std::string> &inputs);

} // namespace hub::rules
