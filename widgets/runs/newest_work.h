#pragma once

#include "widgets/runs/background_line.h"

#include <functional>
#include <memory>
#include <optional>
#include <utility>

namespace modalscope {

/// Computes results for a view away from the window's thread. While one is being made only the newest of the
/// further requests is kept; `take` gets each result on the thread of this object, and none after it has
/// gone.
template <class Request, class Made>
class NewestWork {
public:
    NewestWork(std::function<Made(const Request&)> make, std::function<void(const Made&)> take)
        : m_make(std::move(make))
        , m_take(std::move(take))
    { }

    void request(Request request)
    {
        if (m_working) {
            m_next = std::move(request);
            return;
        }
        m_next.reset(); // an older one, when `take` asks anew
        start(std::move(request));
    }

private:
    void start(Request request)
    {
        m_working = true;
        auto made = std::make_shared<Made>();
        m_line.add(
            [made, make = m_make, request = std::move(request)](const RunContext&) -> Result<void> {
                *made = make(request);
                return {};
            },
            [this, made](const std::optional<Error>& error) {
                m_working = false;
                if (!error)
                    m_take(*made);
                if (m_next && !m_working)
                    start(std::exchange(m_next, std::nullopt).value());
            });
    }

    std::function<Made(const Request&)> m_make;
    std::function<void(const Made&)> m_take;
    bool m_working = false;
    std::optional<Request> m_next;
    BackgroundLine m_line; // last: its thread ends first
};

} // namespace modalscope
