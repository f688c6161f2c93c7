#include "core/gateway/secret_mask.h"

#include <algorithm>

namespace hub {
namespace {

constexpr std::size_t kShort = 16;

//! As it looks inside a JSON string when a serializer escapes slashes.
std::string withEscapedSlashes(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        if (c == '/')
            out += '\\';
        out += c;
    }
    return out;
}

class MaskedBody final : public BodyReader {
public:
    MaskedBody(std::unique_ptr<BodyReader> source, std::shared_ptr<const SecretMask> mask)
        : m_source(std::move(source)), m_mask(std::move(mask))
    {
    }
    std::optional<std::uint64_t> length() const override { return m_source->length(); }
    bool ready() const override { return m_source->ready(); }

    Task<Result<std::string_view>> read() override
    {
        while (true) {
            const Result<std::string_view> piece = co_await m_source->read();
            if (!piece)
                co_return piece.error();
            m_out.assign(m_held);
            m_out.append(*piece);
            m_held.clear();
            m_mask->mask(m_out);
            if (!piece->empty()) {
                const std::size_t open = m_mask->openEnd(m_out);
                m_held.assign(m_out, m_out.size() - open);
                m_out.resize(m_out.size() - open);
                if (m_out.empty())
                    continue;
            }
            co_return std::string_view(m_out);
        }
    }

private:
    std::unique_ptr<BodyReader> m_source;
    std::shared_ptr<const SecretMask> m_mask;
    std::string m_held;
    std::string m_out;
};

} // namespace

SecretMask::SecretMask(const Credential &credential, const Headers &placed)
{
    for (const auto &[name, secret] : credential.values)
        add(secret.reveal());
    for (const Header &header : placed) {
        const std::size_t blank = header.value.rfind(' ');
        add(std::string_view(header.value).substr(blank == std::string::npos ? 0 : blank + 1));
    }
}

void SecretMask::add(std::string_view secret)
{
    if (secret.empty())
        return;
    for (const Secret &known : m_whole) {
        if (known.reveal() == secret)
            return;
    }
    m_whole.emplace_back(std::string(secret));
    if (secret.size() < kShort) {
        m_needles.push_back({Secret('"' + std::string(secret) + '"'), 1});
        return;
    }
    m_needles.push_back({Secret(std::string(secret)), 0});
    if (secret.find('/') != std::string_view::npos)
        m_needles.push_back({Secret(withEscapedSlashes(secret)), 0});
}

void SecretMask::maskHeaders(Headers &headers) const
{
    for (Header &header : headers) {
        for (const Secret &whole : m_whole) {
            if (header.value == whole.reveal())
                header.value.assign(header.value.size(), '*');
        }
        mask(header.value);
    }
}

void SecretMask::mask(std::string &text) const
{
    for (const Needle &needle : m_needles) {
        const std::string_view wanted = needle.text.reveal();
        for (std::size_t at = text.find(wanted); at != std::string::npos; at = text.find(wanted, at + wanted.size()))
            std::fill_n(text.begin() + static_cast<std::ptrdiff_t>(at + needle.skip), wanted.size() - 2 * needle.skip,
                        '*');
    }
}

std::size_t SecretMask::openEnd(std::string_view text) const
{
    std::size_t open = 0;
    for (const Needle &needle : m_needles) {
        const std::string_view wanted = needle.text.reveal();
        for (std::size_t size = std::min(text.size(), wanted.size() - 1); size > open; --size) {
            if (text.ends_with(wanted.substr(0, size))) {
                open = size;
                break;
            }
        }
    }
    return open;
}

std::unique_ptr<BodyReader> maskBody(std::unique_ptr<BodyReader> source, std::shared_ptr<const SecretMask> mask)
{
    if (mask->empty())
        return source;
    return std::make_unique<MaskedBody>(std::move(source), std::move(mask));
}

} // namespace hub
