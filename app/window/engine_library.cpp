#include "app/window/engine_library.h"

#include <dlfcn.h>

namespace modalscope {
namespace {

constexpr const char* kFile = "liblearn.so";
constexpr const char* kSymbol = "modalscopeEngine";

std::string lastReason()
{
    const char* reason = ::dlerror();
    return reason == nullptr ? "unknown reason" : reason;
}

} // namespace

std::vector<std::filesystem::path> EngineLibrary::usualPlaces()
{
    std::error_code code;
    const auto program = std::filesystem::read_symlink("/proc/self/exe", code).parent_path();
    return {program, program.parent_path() / "lib" / "modalscope"};
}

Result<Engine*> EngineLibrary::load()
{
    const std::scoped_lock lock(m_mutex);
    if (m_loaded != nullptr)
        return m_info.engine;
    std::string tried;
    for (const auto& place : m_places) {
        const auto file = place / kFile;
        std::error_code code;
        tried += (tried.empty() ? "" : ", ") + place.string();
        if (!std::filesystem::exists(file, code))
            continue;
        void* library = ::dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
        if (library == nullptr)
            return Error{ErrorKind::Internal,
                file.string() + ": cannot be loaded: " + lastReason() + "; install LibTorch or build again"};
        const auto make = reinterpret_cast<Engine* (*)()>(::dlsym(library, kSymbol));
        if (make == nullptr) {
            ::dlclose(library);
            return Error{ErrorKind::Internal,
                file.string() + ": is not ModalScope's engine (no " + kSymbol + "); build again"};
        }
        auto* engine = make();
        m_info = {engine, engine->version(), engine->hasCuda()};
        m_loaded = &m_info;
        return engine;
    }
    return Error{ErrorKind::NotFound,
        std::string(kFile) + ": not found in " + tried
            + "; training needs it: build with LibTorch (MODALSCOPE_TORCH=ON)"};
}

} // namespace modalscope
