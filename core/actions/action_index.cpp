#include "core/actions/action_index.h"

#include "core/base/encoding.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <unordered_set>

namespace hub {
namespace {

// Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), section 3
constexpr double kSaturation = 1.2;
constexpr double kLengthWeight = 0.5;
// what a word weighs by where it stands
constexpr double kNameField = 3.0, kTitleField = 3.0, kDescriptionField = 1.0, kParameterField = 0.5;
constexpr double kSynonym = 0.6;
constexpr double kNamedConnector = 1.5; // the query names the provider
constexpr double kWholeTitle = 0.5;     // the title says all that is asked for
constexpr double kExact = 1e9;          // the action's own id
constexpr double kAskedRead = 1.25;     // the query is a question, the action reads

const std::unordered_set<std::string> &idleWords()
{
    static const std::unordered_set<std::string> words{
        "a",   "an",  "the", "of",   "in",    "on",   "to",   "for",  "and",  "or",    "my",   "me",   "is",  "are",
        "do",  "did", "it",  "its",  "this",  "that", "with", "from", "by",   "at",    "as",   "be",   "was", "what",
        "who", "how", "has", "have", "i",     "our",  "us",   "we",   "you",  "your",  "not",  "no",   "now", "please",
        "can", "all", "any", "one",  "their", "they", "them", "if",   "into", "which", "when", "there"};
    return words;
}

//! Words that people use for one another. The first stands for all of its row.
constexpr std::array<std::string_view, 26> kSynonyms{"list show which see view display browse",
                                                     "get read fetch show open look download load",
                                                     "search find look query lookup filter",
                                                     "create make add new open write put start",
                                                     "update edit change set modify rename assign close move",
                                                     "delete remove erase cancel drop trash bin archive",
                                                     "send post write mail submit",
                                                     "message mail email inbox",
                                                     "event meeting appointment calendar invitation",
                                                     "busy free availability available",
                                                     "issue ticket bug task",
                                                     "comment note reply answer",
                                                     "file document attachment",
                                                     "page note doc",
                                                     "person user member people contact",
                                                     "contact customer person lead",
                                                     "company organization account",
                                                     "channel room conversation",
                                                     "merge land",
                                                     "pull merge review",
                                                     "image picture photo",
                                                     "transcribe recording text speech audio",
                                                     "refund money back return",
                                                     "payment charge paid money balance",
                                                     "reaction emoji react thumb",
                                                     "cycle sprint iteration"};

//! Cuts the commonest English endings; the same for text and query, so it need not be right, only even.
std::string stem(std::string word)
{
    const auto cut = [&](std::string_view ending, std::string_view instead) {
        if (!word.ends_with(ending) || word.size() < ending.size() + 3)
            return false;
        word.resize(word.size() - ending.size());
        word += instead;
        return true;
    };
    if (cut("ies", "y") || cut("sses", "ss") || cut("ches", "ch") || cut("shes", "sh") || cut("xes", "x")) {
    } else if (!word.ends_with("ss") && !word.ends_with("us") && !word.ends_with("is")) {
        cut("s", "");
    }
    if (!cut("ing", ""))
        cut("ed", "");
    if (word.size() > 4 && word.ends_with('e'))
        word.pop_back();
    return word;
}

std::vector<std::string> wordsOf(std::string_view text, bool idleToo)
{
    std::vector<std::string> words;
    std::string word;
    const auto finish = [&] {
        if (!word.empty() && (idleToo || !idleWords().contains(word)))
            words.push_back(stem(word));
        word.clear();
    };
    for (const char sign : text) {
        const bool letter = (sign >= 'a' && sign <= 'z') || (sign >= 'A' && sign <= 'Z') || (sign >= '0' && sign <= '9')
            || static_cast<unsigned char>(sign) >= 0x80;
        if (letter)
            word += static_cast<char>(sign >= 'A' && sign <= 'Z' ? sign - 'A' + 'a' : sign);
        else
            finish();
    }
    finish();
    return words;
}

//! Each word with the ones that people use for it.
const std::unordered_map<std::string, std::vector<std::string>> &synonyms()
{
    static const auto table = [] {
        std::unordered_map<std::string, std::vector<std::string>> out;
        for (const std::string_view row : kSynonyms) {
            const std::vector<std::string> words = wordsOf(row, true);
            for (const std::string &word : words) {
                for (const std::string &other : words) {
                    if (other != word)
                        out[word].push_back(other);
                }
            }
        }
        return out;
    }();
    return table;
}

std::vector<std::string> synonymsOf(const std::string &word)
{
    const auto found = synonyms().find(word);
    return found == synonyms().end() ? std::vector<std::string>() : found->second;
}

//! Who asks wants to know, not to change.
bool isQuestion(std::string_view query)
{
    const std::string text = toLower(trim(query));
    const std::string first = text.substr(0, text.find(' '));
    static const std::unordered_set<std::string> words{"what", "which", "who", "whose", "when", "where", "how",
                                                       "is",   "are",   "did", "does",  "do",   "has",   "have"};
    return words.contains(first) || text.ends_with('?');
}

} // namespace

std::vector<std::string> searchWords(std::string_view text)
{
    return wordsOf(text, false);
}

ActionIndex::ActionIndex(const std::vector<std::shared_ptr<const Connector>> &connectors)
{
    for (const std::shared_ptr<const Connector> &connector : connectors) {
        for (const Action &action : connector->actions)
            add(connector, action);
    }
    double sum = 0;
    for (const Document &document : m_documents)
        sum += document.length;
    m_meanLength = m_documents.empty() ? 1 : sum / static_cast<double>(m_documents.size());
}

void ActionIndex::add(std::shared_ptr<const Connector> connector, const Action &action)
{
    std::unordered_map<std::string, double> weights;
    double length = 0;
    const auto take = [&](std::string_view text, double weight) {
        for (std::string &word : searchWords(text)) {
            weights[std::move(word)] += weight;
            length += weight;
        }
    };
    take(connector->key, kNameField);
    take(connector->name, kNameField);
    for (const std::string &alias : connector->aliases)
        take(alias, kNameField);
    take(std::string_view(action.id).substr(action.id.find('_') + 1), kTitleField);
    take(action.title, kTitleField);
    take(action.description, kDescriptionField);
    for (const json::object *place : {&action.pathParameters, &action.queryParameters, &action.bodyParameters}) {
        for (const auto &parameter : *place)
            take(std::string(parameter.key()), kParameterField);
    }
    const std::size_t number = m_documents.size();
    for (const auto &[word, weight] : weights)
        m_postings[word].push_back({number, weight});
    std::set<std::string> names, strong;
    for (std::string &word : wordsOf(connector->key + ' ' + connector->name, true))
        names.insert(std::move(word));
    for (std::string &word : searchWords(action.title))
        strong.insert(std::move(word));
    strong.insert(names.begin(), names.end());
    m_documents.push_back({std::move(connector), &action, std::move(names), std::move(strong), length});
}

double ActionIndex::rarityOf(const std::string &word) const
{
    const auto found = m_postings.find(word);
    const auto total = static_cast<double>(m_documents.size());
    const auto holding = found == m_postings.end() ? 0.0 : static_cast<double>(found->second.size());
    return std::log(1 + (total - holding + 0.5) / (holding + 0.5));
}

//! What one word of a query gives to each action: for itself, or for the best of the words that people use for it.
void ActionIndex::rate(const std::string &word, double weight, std::unordered_map<std::size_t, double> &rates) const
{
    const auto found = m_postings.find(word);
    if (found == m_postings.end())
        return;
    const double rarity = weight * rarityOf(word) * (kSaturation + 1);
    for (const Posting &posting : found->second) {
        const double fit = 1 - kLengthWeight + kLengthWeight * m_documents[posting.document].length / m_meanLength;
        double &rate = rates[posting.document];
        rate = std::max(rate, rarity * posting.weight / (posting.weight + kSaturation * fit));
    }
}

//! What the words say beside how rare they are: the provider's name, the whole title, a question.
double ActionIndex::factorOf(const Document &document, const std::set<std::string> &wanted, bool asks)
{
    const auto isWanted = [&](const std::string &word) { return wanted.contains(word); };
    const auto met = std::count_if(document.strong.begin(), document.strong.end(), isWanted);
    double factor = 1
        + kWholeTitle * static_cast<double>(met) / static_cast<double>(std::max<std::size_t>(wanted.size(), 1));
    if (std::any_of(document.names.begin(), document.names.end(), isWanted))
        factor *= kNamedConnector;
    return asks && document.action->effect == Effect::Read ? factor * kAskedRead : factor;
}

std::vector<ActionHit> ActionIndex::search(std::string_view query, std::size_t most, const Filter &admits) const
{
    const std::vector<std::string> given = searchWords(query);
    const std::set<std::string> wanted(given.begin(), given.end());
    std::vector<double> scores(m_documents.size(), 0);
    double best = 0;
    for (const std::string &word : wanted) {
        best += rarityOf(word) * (kSaturation + 1);
        std::unordered_map<std::size_t, double> rates;
        rate(word, 1, rates);
        for (const std::string &other : synonymsOf(word))
            rate(other, kSynonym, rates);
        for (const auto &[document, value] : rates)
            scores[document] += value;
    }
    const bool asks = isQuestion(query);
    std::vector<ActionHit> hits;
    const std::string exact = toLower(trim(query));
    for (std::size_t i = 0; i < m_documents.size(); ++i) {
        const Document &document = m_documents[i];
        const bool named = document.action->id == exact;
        if ((scores[i] <= 0 && !named) || !admits(*document.connector, *document.action))
            continue;
        const double score = scores[i] * factorOf(document, wanted, asks);
        hits.push_back({document.connector, document.action, named ? kExact : score / best});
    }
    std::sort(hits.begin(), hits.end(), [](const ActionHit &a, const ActionHit &b) {
        return a.score != b.score ? a.score > b.score : a.action->id < b.action->id;
    });
    hits.resize(std::min(hits.size(), most));
    for (ActionHit &hit : hits) // after they were put in order: what is over the scale is told apart, too
        hit.score = hit.score == kExact ? 1 : std::min(0.999, hit.score);
    return hits;
}

} // namespace hub
