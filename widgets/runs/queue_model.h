#pragma once

#include "widgets/runs/run_queue.h"
#include "widgets/tables/column_table_model.h"

#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace modalscope {

/// The runs of a queue as table rows: what works comes first, what is done last. Cells are made when they are
/// drawn, and an update tells of what has changed only: a thousand rows cost no more than those in view.
class QueueModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Place, Title, State, Bar, TimeLeft, Doing };

    /// What a cell is made from.
    struct Row {
        const QueuedRun& run;
        int place; ///< in the queue, counted from 0
    };

    explicit QueueModel(const RunQueue& queue, QObject* parent = nullptr);

    void note(const std::string& id) { m_noted.insert(id); } ///< has changed; the next update() says so
    void update(); ///< takes over what has come, gone, moved and changed
    const std::string& id(int row) const { return m_rows[std::size_t(row)].id; }
    int rowOf(const std::string& id) const; ///< -1 when there is none

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Shown {
        std::string id;
        int place = 0;
        bool operator==(const Shown&) const = default;
    };
    std::vector<Shown> wanted() const;
    void takeOver(std::vector<Shown> wanted);
    void reorder(std::vector<Shown> rows);
    void tellNoted();
    void reindex();

    const RunQueue& m_queue;
    std::vector<TableColumn<Row>> m_columns;
    std::vector<Shown> m_rows;
    std::unordered_map<std::string, int> m_index; // rows by id
    std::unordered_set<std::string> m_noted;
};

} // namespace modalscope
