#include "app/window/queued_adapters.h"

#include "app/pages/adapter_queue.h"
#include "core/config/json_options.h"
#include "widgets/base/text.h"
#include "widgets/session/session.h"

#include <nlohmann/json.hpp>

namespace modalscope {
namespace {

nlohmann::json adaptationJson(const QueuedRun& entry)
{
    return {{"run", entry.request.folder.filename().string()}, {"options", toJson(*entry.adapt)}};
}

int bringBackAdaptations(Session& session, const std::string& text)
{
    int held = 0;
    const auto json = nlohmann::json::parse(text, nullptr, /*allow_exceptions=*/false);
    if (!json.is_object() || !json.contains("adapters") || !json["adapters"].is_array())
        return held;
    for (const auto& one : json["adapters"]) {
        if (!one.is_object() || !one.contains("run") || !one["run"].is_string() || !one.contains("options"))
            continue;
        if (const auto options = fromJson<AdaptOptions>(one["options"]))
            held += queueAdaptation(session, one["run"], options.value(), QueueState::Held);
    }
    return held;
}

} // namespace

KeptQueue* keepAdaptations(Session& session, QObject* parent)
{
    return new KeptQueue(session,
        {.file = "queued_adapters.json",
            .list = "adapters",
            .toJson
            = [](const QueuedRun& entry) { return entry.adapt ? adaptationJson(entry) : nlohmann::json(); },
            .bringBack = [&session](const std::string& text) { return bringBackAdaptations(session, text); },
            .said =
                [](int held) {
                    return QObject::tr("%1 queued by an earlier start, and held now: resume in the queue")
                        .arg(counted(held, QObject::tr("adapter set was"), QObject::tr("adapter sets were")));
                }},
        parent);
}

} // namespace modalscope
