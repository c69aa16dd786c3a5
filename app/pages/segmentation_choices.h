#pragma once

#include "app/pages/segmentation_maker.h"
#include "core/store/adapter_folder.h"
#include "widgets/runs/newest_work.h"

#include <QWidget>

#include <optional>
#include <string>
#include <utility>
#include <vector>

class QComboBox;
class QLabel;

namespace modalscope {

class Session;

/// Which predictions are shown: run, split, modalities that are left, adapters for these. Adapter sets are
/// read in the background.
class SegmentationChoices : public QWidget {
    Q_OBJECT
public:
    explicit SegmentationChoices(Session& session, QWidget* parent = nullptr);
    ~SegmentationChoices() override;

    /// Offers the finished segmentation runs of the session, the selected ones first, and reads the adapter
    /// sets of the chosen one; `changed` follows.
    void refresh();
    bool hasRuns() const { return !m_runs.empty(); }

    /// What is chosen; its dataset is null while that is not open. Nothing until the adapter sets are read.
    std::optional<SegmentationRequest> request() const;
    std::string run() const; ///< id; empty when there is none

Q_SIGNALS:
    void changed();

private:
    struct ReadAdapters {
        std::filesystem::path run;
        StoredAdapters stored;
    };
    void offerRuns();
    void offerSplits();
    void offerSets();
    void offerAdapters();
    void read();
    void take(const ReadAdapters& read);
    void sayNote();
    QString setText(const std::vector<std::string>& present) const;
    std::vector<const StoredAdapter*> adaptersFor(const std::vector<std::string>& present) const;
    const std::vector<std::string>& chosenSet() const;
    std::shared_ptr<const Dataset> dataset() const;

    Session& m_session;
    std::vector<std::pair<std::string, std::string>> m_runs; // ids with their titles
    std::vector<std::string> m_modalities; // of the chosen run
    std::vector<std::vector<std::string>>
        m_sets; // as they are offered; the last one is empty: nothing missing
    std::optional<ReadAdapters> m_read; // of the chosen run
    bool m_filling = false;
    QComboBox* m_run;
    QComboBox* m_split;
    QComboBox* m_set;
    QComboBox* m_adapters;
    QLabel* m_note;
    NewestWork<std::filesystem::path, ReadAdapters> m_reading; // last: its thread ends first
};

} // namespace modalscope
