#pragma once

#include "widgets/runs/run_controller.h"

#include <QObject>

#include <functional>
#include <memory>
#include <optional>
#include <utility>

namespace modalscope {

/// One computation at a time away from the window's thread. A newer one stops the one before, of which
/// nothing is heard any more.
class LongWork : public QObject {
    Q_OBJECT
public:
    explicit LongWork(QObject* parent = nullptr);

    /// `take` gets the result on this object's thread; else `failed` says why there is none.
    template <class Made>
    void start(std::function<Result<Made>(const RunContext&)> make, std::function<void(Made)> take)
    {
        auto made = std::make_shared<std::optional<Made>>();
        begin({[made, make = std::move(make)](const RunContext& context) -> Result<void> {
                   auto result = make(context);
                   if (!result)
                       return result.error();
                   made->emplace(std::move(result).value());
                   return {};
               },
            [made, take = std::move(take)] { take(std::move(**made)); }});
    }
    void cancel(); ///< `failed` follows, with Cancelled
    void drop(); ///< the same without a word
    bool isWorking() const { return m_isWanted; }

Q_SIGNALS:
    void progressed(const modalscope::Progress& progress);
    void failed(const modalscope::Error& error);

private:
    struct Job {
        RunController::Work work;
        std::function<void()> done;
    };
    void begin(Job job);
    void run(Job job);
    void finish(const std::optional<Error>& error);

    bool m_isWanted = false; // somebody waits for what is being made
    std::function<void()> m_done;
    std::optional<Job> m_next;
    RunController m_controller; // last: its thread ends first
};

} // namespace modalscope
