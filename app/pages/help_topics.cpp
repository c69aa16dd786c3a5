#include "app/pages/help_topics.h"

#include <QFile>
#include <QStringList>

#include <algorithm>

static void initHelpResources()
{
    Q_INIT_RESOURCE(help); // app_parts is a static library: nothing else pulls the resources in
}

namespace modalscope {
namespace {

std::vector<HelpTopic> readTopics()
{
    initHelpResources();
    std::vector<HelpTopic> topics;
    for (const char* id :
        {"start", "dataset", "experiment", "methods", "laziness", "missing", "adapters", "segmentation",
            "embedding", "checkpoint", "ablation", "studies", "protocols", "runs", "keyboard"}) {
        QFile file(QStringLiteral(":/help/%1.md").arg(QLatin1String(id)));
        if (!file.open(QIODevice::ReadOnly))
            continue;
        auto text = QString::fromUtf8(file.readAll());
        const auto title = text.section(u'\n', 0, 0).remove(0, 2); // "# Title"
        topics.push_back({QString::fromLatin1(id), title, std::move(text)});
    }
    return topics;
}

} // namespace

const std::vector<HelpTopic>& helpTopics()
{
    static const auto topics = readTopics();
    return topics;
}

std::vector<const HelpTopic*> searchHelp(const QString& query)
{
    const auto words = query.split(u' ', Qt::SkipEmptyParts);
    const auto hasAll = [&](const QString& text) {
        return std::all_of(words.begin(), words.end(),
            [&](const QString& w) { return text.contains(w, Qt::CaseInsensitive); });
    };
    std::vector<const HelpTopic*> found;
    for (const auto& topic : helpTopics())
        if (hasAll(topic.text))
            found.push_back(&topic);
    std::stable_partition(
        found.begin(), found.end(), [&](const HelpTopic* topic) { return hasAll(topic->title); });
    return found;
}

} // namespace modalscope
