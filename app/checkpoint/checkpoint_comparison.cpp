#include "app/checkpoint/checkpoint_comparison.h"

#include "app/checkpoint/long_work.h"

namespace modalscope {

CheckpointComparison::CheckpointComparison(QObject* parent)
    : QObject(parent)
    , m_work(new LongWork(this))
{
    connect(m_work, &LongWork::progressed, this, &CheckpointComparison::progressed);
    connect(m_work, &LongWork::failed, this, &CheckpointComparison::failed);
}

void CheckpointComparison::setPair(CheckpointPtr first, CheckpointPtr second)
{
    if (first == m_first && second == m_second)
        return;
    m_work->drop();
    m_first = std::move(first);
    m_second = std::move(second);
    m_diff.reset();
    Q_EMIT changed();
}

void CheckpointComparison::want()
{
    if (!hasPair() || m_diff || m_work->isWorking())
        return;
    m_work->start<CheckpointDiff>(
        [first = m_first, second = m_second](const RunContext& context) -> Result<CheckpointDiff> {
            for (const auto& one : {first, second})
                if (const auto same = checkUnchanged(*one); !same)
                    return same.error();
            return compareCheckpoints(first->checkpoint, second->checkpoint, context);
        },
        [this](CheckpointDiff diff) {
            m_diff = std::make_shared<const CheckpointDiff>(std::move(diff));
            Q_EMIT changed();
        });
    Q_EMIT changed();
}

void CheckpointComparison::cancel()
{
    m_work->cancel();
}

bool CheckpointComparison::isWorking() const
{
    return m_work->isWorking();
}

} // namespace modalscope
