#include "widgets/session/dataset_list.h"

#include <algorithm>

namespace modalscope {

struct DatasetList::Opening {
    std::string path;
    std::shared_ptr<std::shared_ptr<const Dataset>> result
        = std::make_shared<std::shared_ptr<const Dataset>>();
    bool wanted = true; ///< false once the file was closed before it had opened
    RunController controller;
};

DatasetList::DatasetList(std::shared_ptr<DatasetCache> cache, QObject* parent)
    : QObject(parent)
    , m_cache(std::move(cache))
{ }

DatasetList::~DatasetList()
{
    for (auto& opening : m_openings)
        opening->controller.requestStop();
}

const OpenDataset* DatasetList::find(const std::string& path) const
{
    const auto found = std::ranges::find(m_all, path, &OpenDataset::path);
    return found == m_all.end() ? nullptr : &*found;
}

void DatasetList::open(const std::string& path)
{
    m_current = path;
    auto found = std::ranges::find(m_all, path, &OpenDataset::path);
    if (found == m_all.end()) {
        OpenDataset added;
        added.path = path;
        m_all.push_back(std::move(added));
        startReading(path);
    } else if (found->state == OpenDataset::State::Failed) {
        found->state = OpenDataset::State::Opening;
        found->progress = {};
        found->error.clear();
        startReading(path);
    } else if (found->state == OpenDataset::State::Open) {
        startReading(path); // gives the same one at once unless the file has changed
    }
    Q_EMIT changed();
}

void DatasetList::startReading(const std::string& path)
{
    auto& opening = *m_openings.emplace_back(std::make_unique<Opening>());
    opening.path = path;
    connect(&opening.controller, &RunController::reported, this, [this, &opening](const RunEvent& event) {
        const auto place = std::ranges::find(m_all, opening.path, &OpenDataset::path);
        const auto* progress = std::get_if<Progress>(&event);
        if (place == m_all.end() || progress == nullptr || !opening.wanted)
            return;
        place->progress = *progress;
        Q_EMIT changed();
    });
    connect(&opening.controller, &RunController::finished, this,
        [this, &opening](const std::optional<Error>& error) {
            // Queued: ending the opening ends the controller, which must not happen inside its own signal.
            QMetaObject::invokeMethod(
                this, [this, &opening, error] { end(opening, error); }, Qt::QueuedConnection);
        });
    opening.controller.start(
        [cache = m_cache, path, result = opening.result](const RunContext& context) -> Result<void> {
            auto dataset = cache->read(path, context);
            if (!dataset)
                return dataset.error();
            *result = std::move(dataset).value();
            return {};
        });
}

void DatasetList::end(Opening& opening, const std::optional<Error>& error)
{
    const auto place
        = std::ranges::find_if(m_openings, [&](const auto& one) { return one.get() == &opening; });
    const auto ended = std::move(*place);
    m_openings.erase(place);
    const auto entry = std::ranges::find(m_all, ended->path, &OpenDataset::path);
    if (!ended->wanted || entry == m_all.end())
        return;
    entry->state = error ? OpenDataset::State::Failed : OpenDataset::State::Open;
    entry->error = error ? error->message : std::string();
    entry->dataset = *ended->result;
    Q_EMIT changed();
    const auto name = QString::fromStdString(ended->path);
    if (error)
        Q_EMIT failed(name, QString::fromStdString(error->message));
    else
        Q_EMIT opened(name);
}

void DatasetList::close(const std::string& path)
{
    const auto place = std::ranges::find(m_all, path, &OpenDataset::path);
    if (place == m_all.end())
        return;
    for (auto& opening : m_openings)
        if (opening->path == path) {
            opening->wanted = false;
            opening->controller.requestStop();
        }
    m_all.erase(place);
    if (m_current == path)
        m_current = m_all.empty() ? std::string() : m_all.back().path;
    Q_EMIT changed();
}

void DatasetList::setCurrent(const std::string& path)
{
    if (path == m_current || find(path) == nullptr)
        return;
    m_current = path;
    Q_EMIT changed();
}

} // namespace modalscope
