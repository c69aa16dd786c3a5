#pragma once

#include "app/pages/card_columns.h"
#include "app/pages/data_figures.h"
#include "app/pages/presence_map.h"
#include "core/data/summary.h"
#include "widgets/tables/column_table_model.h"

#include <memory>
#include <vector>

class QComboBox;
class QLabel;

namespace modalscope {

class Card;
class FigureView;
class PresenceMap;
class TableView;

/// What a dataset is made of, computed away from the window's thread.
struct DatasetSummary {
    std::shared_ptr<const Dataset> dataset;
    std::vector<SplitSummary> splits;
    std::vector<PresenceBins> presence; ///< one per split
    std::vector<SplitPixels> pixels; ///< segmentation only
};

/// Reads every label and presence column once; thread-safe.
DatasetSummary summarizeDataset(std::shared_ptr<const Dataset> dataset);

/// A dataset at a glance: what it is, warnings, splits, modalities, class balance, which sample lacks what.
class DatasetOverview : public CardColumns {
    Q_OBJECT
public:
    explicit DatasetOverview(QWidget* parent = nullptr);

    void setSummary(DatasetSummary summary);
    const DatasetSummary& summary() const { return m_summary; }

Q_SIGNALS:
    void sampleChosen(const QString& split, qint64 sample);

private:
    struct ModalityRow {
        Modality modality;
        std::vector<double> missing; ///< share, one per split
    };
    using SplitModel = ColumnTableModel<SplitSummary>;
    using ModalityModel = ColumnTableModel<ModalityRow>;
    using PatternModel = ColumnTableModel<std::pair<QString, std::int64_t>>;

    void makeTables();
    void showFacts();
    void showWarnings();
    void showModalities();
    void showPresence(int split);

    DatasetSummary m_summary;
    SplitModel* m_splitModel;
    ModalityModel* m_modalityModel;
    PatternModel* m_patternModel;
    QLabel* m_facts;
    QLabel* m_warnings;
    Card* m_warningCard;
    Card* m_presenceCard;
    FigureView* m_balance;
    QComboBox* m_presenceSplit;
    PresenceMap* m_presence;
    TableView* m_patterns;
};

} // namespace modalscope
