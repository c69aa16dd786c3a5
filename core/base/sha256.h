#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace modalscope {

/// SHA-256 of bytes handed over piece by piece (OpenSSL's implementation).
class Sha256 {
public:
    Sha256();
    ~Sha256();
    Sha256(const Sha256&) = delete;
    Sha256& operator=(const Sha256&) = delete;

    void add(const void* data, std::size_t size);
    void add(std::string_view text) { add(text.data(), text.size()); }
    std::string hex(); ///< 64 lower-case digits; ends the sum, call once

private:
    struct Context;
    std::unique_ptr<Context> m_context;
};

std::string sha256Hex(std::string_view bytes);

} // namespace modalscope
