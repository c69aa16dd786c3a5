#pragma once

#include "app/checkpoint/loaded_checkpoint.h"
#include "core/inspect/checkpoint_diff.h"

#include <QObject>

namespace modalscope {

class LongWork;

/// The comparison of two open checkpoints, made once for all views of it when the first of them wants it.
class CheckpointComparison : public QObject {
    Q_OBJECT
public:
    explicit CheckpointComparison(QObject* parent = nullptr);

    /// `second` is looked at, `first` is what it came from. Null: nothing is compared.
    void setPair(CheckpointPtr first, CheckpointPtr second);
    const CheckpointPtr& first() const { return m_first; }
    const CheckpointPtr& second() const { return m_second; }
    bool hasPair() const { return m_first && m_second; }
    void want(); ///< starts, unless it is made or being made
    void cancel();
    bool isWorking() const;
    std::shared_ptr<const CheckpointDiff> diff() const { return m_diff; } ///< null until `changed` says so

Q_SIGNALS:
    void changed(); ///< another pair, begun, or made
    void progressed(const modalscope::Progress& progress);
    void failed(const modalscope::Error& error);

private:
    CheckpointPtr m_first, m_second;
    std::shared_ptr<const CheckpointDiff> m_diff;
    LongWork* m_work;
};

} // namespace modalscope
