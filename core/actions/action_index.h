// Finds actions by what a person or a model asks for: BM25 over names, titles, descriptions and parameters.
#pragma once

#include "core/connectors/connector.h"

#include <functional>
#include <memory>
#include <set>
#include <unordered_map>
#include <vector>

namespace hub {

struct ActionHit {
    std::shared_ptr<const Connector> connector;
    const Action *action = nullptr; //!< lives with the connector
    double score = 0;               //!< 0 to 1; 1 = the action's own id
};

//! A snapshot of connectors; built once, asked often.
class ActionIndex {
public:
    explicit ActionIndex(const std::vector<std::shared_ptr<const Connector>> &connectors);

    using Filter = std::function<bool(const Connector &, const Action &)>;
    //! The best first; equal ones by id. An action's own id finds it first.
    //! \param most how many at the most
    std::vector<ActionHit> search(std::string_view query, std::size_t most, const Filter &admits) const;

private:
    struct Document {
        std::shared_ptr<const Connector> connector;
        const Action *action;
        std::set<std::string> names, strong; //!< words of the connector's name; these and those of the title
        double length = 0;
    };
    struct Posting {
        std::size_t document;
        double weight; //!< how often, and in which field
    };
    void add(std::shared_ptr<const Connector> connector, const Action &action);
    static double factorOf(const Document &document, const std::set<std::string> &wanted, bool asks);
    double rarityOf(const std::string &word) const;
    void rate(const std::string &word, double weight, std::unordered_map<std::size_t, double> &rates) const;

    std::vector<Document> m_documents;
    std::unordered_map<std::string, std::vector<Posting>> m_postings;
    double m_meanLength = 1;
};

//! The words that count, in lower case and without their endings: "Lists the issues" becomes list, issue.
std::vector<std::string> searchWords(std::string_view text);

} // namespace hub
