#pragma once

#include "app/embedding/sample_panel.h"
#include "core/analysis/sample_neighbors.h"
#include "widgets/runs/newest_work.h"
#include "widgets/tables/column_table_model.h"

class QComboBox;
class QLabel;
class QPushButton;
class QSpinBox;

namespace modalscope {

class TableView;

/// The samples nearest to the current one in the features themselves, not in the picture: by one modality or
/// by all side by side.
class NeighborPanel : public SamplePanel {
    Q_OBJECT
public:
    explicit NeighborPanel(Session& session, QWidget* parent = nullptr);
    ~NeighborPanel() override;

Q_SIGNALS:
    void listed(); ///< the table shows the newest neighbours

protected:
    void refresh() override;
    bool followsCurrent() const override { return true; }

private:
    struct Request {
        std::shared_ptr<const EmbeddedSamples> samples;
        NeighborRequest wanted;
    };
    struct Made {
        std::shared_ptr<const EmbeddedSamples> samples;
        std::int64_t sample = -1; ///< whose neighbours they are
        std::vector<SampleNeighbor> neighbors;
        std::string problem; ///< why there are none
    };
    /// One line of the table.
    struct Line {
        int rank = 0;
        std::int64_t row = -1; ///< of the split
        double distance = 0;
        QString truth, predicted;
    };
    static Made find(const Request& request);
    void makeControls();
    void offerModalities();
    void take(const Made& made);
    void selectAll();

    QLabel* m_title;
    QComboBox* m_modality;
    QComboBox* m_metric;
    QSpinBox* m_count;
    QPushButton* m_select;
    ColumnTableModel<Line>* m_model;
    TableView* m_table;
    std::vector<std::string> m_offered; // names of modalities in the choice
    std::int64_t m_listedRow = -1; // whose neighbours are in the table
    bool m_isFilling = false;
    NewestWork<Request, Made> m_work; // last: joins its thread first
};

} // namespace modalscope
