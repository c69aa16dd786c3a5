#include "core/train/current_error.h"

#include "core/base/text.h"
#include "core/methods/method.h"

#include <c10/util/Exception.h>

#include <new>
#include <stdexcept>
#include <string>

namespace modalscope {
namespace {

constexpr const char* kOutOfMemory = "out of memory: the run needs more than this machine has left; lower "
                                     "train.batch_size or the sizes of the "
                                     "encoders, or run fewer at once";

bool contains(const std::string& text, const char* part)
{
    return text.find(part) != std::string::npos;
}

Error fromLibrary(const std::string& text)
{
    if (contains(text, "out of memory") || contains(text, "not enough memory")
        || contains(text, "can't allocate memory"))
        return {ErrorKind::Io, kOutOfMemory};
    return {ErrorKind::Internal, "LibTorch: " + text.substr(0, text.find('\n'))};
}

} // namespace

Error currentError()
{
    try {
        throw;
    } catch (const NonFiniteLoss& loss) {
        return {ErrorKind::Numeric, "the loss of " + loss.modality + " is " + numberText(loss.loss)};
    } catch (const c10::Error& error) {
        return fromLibrary(error.what_without_backtrace());
    } catch (const std::bad_alloc&) {
        return {ErrorKind::Io, kOutOfMemory};
    } catch (const std::logic_error& error) {
        return {ErrorKind::Internal, std::string("a mistake of the program: ") + error.what()};
    } catch (const std::exception& error) {
        return fromLibrary(error.what());
    } catch (...) {
        return {ErrorKind::Internal, "an unknown exception"};
    }
}

} // namespace modalscope
