#pragma once

#include "core/base/result.h"
#include "core/experiment/engine.h"

#include <atomic>
#include <filesystem>
#include <mutex>
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
    Engine* loaded() const { return m_engine; } ///< null until it is loaded; never waits

    /// Beside the program, and ../lib/modalscope from there.
    static std::vector<std::filesystem::path> usualPlaces();

private:
    std::vector<std::filesystem::path> m_places;
    std::mutex m_mutex;
    std::atomic<Engine*> m_engine{nullptr};
};

} // namespace modalscope
