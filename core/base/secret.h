// A secret is a type: move-only, wiped on destruction, not printable, with one greppable door.
#pragma once

#include <ostream>
#include <string>
#include <string_view>
#include <type_traits>

namespace hub {

class Secret {
public:
    Secret() = default;
    explicit Secret(std::string value);
    Secret(Secret &&other) noexcept;
    Secret &operator=(Secret &&other) noexcept;
    Secret(const Secret &) = delete;
    Secret &operator=(const Secret &) = delete;
    ~Secret();

    //! The only way to the text; valid while this lives.
    std::string_view reveal() const noexcept { return m_value; }
    Secret clone() const;
    bool empty() const noexcept { return m_value.empty(); }
    std::size_t size() const noexcept { return m_value.size(); }

    //! In constant time.
    friend bool operator==(const Secret &a, const Secret &b);

private:
    void wipe() noexcept;
    std::string m_value;
};

template <typename T>
concept Printable = requires(std::ostream &out, const T &v) { out << v; };
static_assert(!Printable<Secret> && !std::is_copy_constructible_v<Secret>);

} // namespace hub
