#pragma once

#include <string>
#include <utility>

namespace modalscope {

/// What kind of thing went wrong; decides how the program reacts, while `Error::message` tells a person.
enum class ErrorKind { InvalidInput, NotFound, Io, Format, Shape, Numeric, Cancelled, Internal };

/// Why a call did not produce its result.
struct Error {
    ErrorKind kind = ErrorKind::Internal;
    std::string message; ///< one sentence: what is wrong, where (file, key, modality), what to do
};

inline Error invalidInput(std::string message)
{
    return {ErrorKind::InvalidInput, std::move(message)};
}

} // namespace modalscope
