#pragma once

#include "core/base/result.h"
#include "core/engine/engine.h"

#include <atomic>
#include <filesystem>
#include <mutex>
#include <string>
#include <vector>

namespace modalscope {

/// The library `learn`, loaded with LibTorch when the first computation needs it. Thread-safe.
class EngineLibrary {
public:
    /// `places`: folders to look in, the first one that has the file wins.
    explicit EngineLibrary(std::vector<std::filesystem::path> places = usualPlaces())
        : m_places(std::move(places))
    { }

    /// The engine; the first call takes half a second, so it belongs on the thread of a computation. A
    /// failure is remembered no longer than the call: the next one tries again. Error: NotFound, Internal.
    Result<Engine*> load();
    /// What is known of it once it is loaded.
    struct Info {
        Engine* engine = nullptr;
        std::string version; ///< "LibTorch 1.13.1"
        bool hasCuda = false;
    };
    const Info* loaded() const { return m_loaded; } ///< null until then; never waits

    /// Beside the program, and ../lib/modalscope from there.
    static std::vector<std::filesystem::path> usualPlaces();

private:
    std::vector<std::filesystem::path> m_places;
    std::mutex m_mutex;
    Info m_info; // written once, before m_loaded points to it
    std::atomic<const Info*> m_loaded{nullptr};
};

} // namespace modalscope
