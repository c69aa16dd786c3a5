#pragma once

#include "widgets/runs/run_controller.h"
#include "widgets/session/dataset_cache.h"
#include "widgets/session/open_dataset.h"

#include <QObject>

#include <memory>
#include <string>
#include <vector>

namespace modalscope {

/// The dataset files that are open, each read on a thread of its own.
class DatasetList : public QObject {
    Q_OBJECT
public:
    explicit DatasetList(std::shared_ptr<DatasetCache> cache, QObject* parent = nullptr);
    ~DatasetList() override;

    const std::vector<OpenDataset>& all() const { return m_all; }
    const OpenDataset* find(const std::string& path) const;
    const OpenDataset* current() const { return find(m_current); }

    void open(const std::string& path); ///< becomes current; opens again what has failed or changed on disk
    void close(const std::string& path);
    void setCurrent(const std::string& path); ///< ignored when it is not in the list

Q_SIGNALS:
    void changed();
    void opened(const QString& path);
    void failed(const QString& path, const QString& why);

private:
    struct Opening;

    void startReading(const std::string& path);
    void end(Opening& opening, const std::optional<Error>& error);

    std::shared_ptr<DatasetCache> m_cache;
    std::vector<OpenDataset> m_all;
    std::string m_current;
    std::vector<std::unique_ptr<Opening>> m_openings; // last: joins its threads first
};

} // namespace modalscope
