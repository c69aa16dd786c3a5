#pragma once

#include <stdexcept>
#include <string>

namespace modalscope {

/// Throws std::logic_error unless `condition`: for mistakes of the program, never of its user.
inline void require(bool condition, const char* what)
{
    if (!condition)
        throw std::logic_error(std::string("broken assumption: ").append(what));
}

} // namespace modalscope
