#pragma once

#include "app/embedding/cloud_pane.h"
#include "tests/app/embedding/embedding_fixture.h"

namespace modalscope {

/// What a view of points shows: a workspace with runs that have features, or a file of them.
class PointsFixture : public PageFixture {
public:
    /// Into a file of the temporary folder; its path.
    std::string writeFile(const Array& values, const char* name = "features.npy") const
    {
        const auto path = file(name);
        if (!writeNpy(path, values))
            qFatal("no file");
        return path;
    }

    /// Finished runs of 30 samples with two modalities, and features of further epochs when there are some.
    void openRuns(int count = 1, const std::vector<int>& epochs = {})
    {
        for (int i = 0; i < count; ++i)
            writeEmbeddingRun(root(), "00000000000" + std::to_string(i), 30, epochs);
        QVERIFY(session.openWorkspace(root()));
        QTRY_COMPARE(session.runs().size(), std::size_t(count));
    }
};

/// Whether the pane shows a finished picture, drawn as it is now.
inline bool isDrawn(const CloudPane* pane)
{
    return pane->shown() && pane->shown()->isFinished && pane->canvas()->isVisible()
        && pane->canvas()->isUpToDate();
}

inline QString textOf(const QWidget& view, const char* name)
{
    return child<QLabel>(&view, name)->text();
}

} // namespace modalscope
