#pragma once

#include "app/checkpoint/checkpoint_view.h"
#include "core/io/safetensors.h"
#include "tests/app/pages/page_fixture.h"
#include "widgets/base/message_bar.h"

#include <QApplication>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QMimeData>
#include <QSettings>
#include <QStackedWidget>
#include <QStandardPaths>
#include <QTabWidget>
#include <QTreeView>

#include <cmath>
#include <limits>

namespace modalscope {

/// An F64 tensor that counts: first, first + step ...
inline TensorBytes countingTensor(Shape shape, double first = 0, double step = 1)
{
    std::vector<double> values(std::size_t(elementCount(shape)));
    for (std::size_t i = 0; i < values.size(); ++i)
        values[i] = first + step * double(i);
    return tensorOf(std::move(shape), values);
}

/// A network with two encoders, a fusion and a head; `audio` and `image` are added to every weight of these.
inline Safetensors smallNetwork(double audio = 0, double image = 0)
{
    Safetensors file;
    file.tensors["encoder.audio.block0.weight"] = countingTensor({4, 3}, 1 + audio);
    file.tensors["encoder.audio.block0.bias"] = countingTensor({4}, 2 + audio);
    file.tensors["encoder.image.block0.weight"] = countingTensor({4, 3, 2, 2}, 1 + image);
    file.tensors["fusion.weight"] = countingTensor({5, 4}, 3);
    file.tensors["head.weight"] = countingTensor({2, 5}, -1, 0.5);
    file.metadata["epoch"] = "12";
    return file;
}

/// The page on a session of its own, in a temporary folder.
class CheckpointFixture : public PageFixture {
public:
    CheckpointFixture()
    {
        QStandardPaths::setTestModeEnabled(true);
        QCoreApplication::setOrganizationName(QStringLiteral("ModalScope tests"));
        QCoreApplication::setApplicationName(QStringLiteral("checkpoint"));
        QSettings().clear();
        makeView();
    }
    ~CheckpointFixture() { view.reset(); }

    void makeView()
    {
        view = std::make_unique<CheckpointView>(session);
        view->resize(1000, 700);
        view->show();
        QVERIFY(QTest::qWaitForWindowExposed(view.get()));
    }

    std::string write(const char* name, const Safetensors& contents)
    {
        const auto path = file(name);
        if (!writeSafetensors(path, contents))
            qFatal("cannot write %s", path.c_str());
        return path;
    }

    /// Opens a file and waits until it is shown.
    void open(const std::string& path)
    {
        view->openPath(toQt(path));
        QTRY_COMPARE(pages()->currentIndex(), 3);
        QCOMPARE(session.currentCheckpoint(), path);
    }

    void drop(const std::vector<std::string>& paths)
    {
        QMimeData data;
        QList<QUrl> urls;
        for (const auto& path : paths)
            urls << QUrl::fromLocalFile(toQt(path));
        data.setUrls(urls);
        QDragEnterEvent enter({50, 50}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(view.get(), &enter);
        if (!enter.isAccepted())
            return;
        QDropEvent event({50, 50}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(view.get(), &event);
    }

    QStackedWidget* pages() const { return child<QStackedWidget>(view.get(), "checkpointPages"); }
    QTabWidget* tabs() const { return child<QTabWidget>(view.get(), "checkpointTabs"); }
    QTreeView* tree() const { return child<QTreeView>(view.get(), "tensorTree"); }

    /// The first row of the tree, at any depth, whose text is `text`.
    QModelIndex row(const QString& text) const
    {
        const auto found = tree()->model()->match(
            tree()->model()->index(0, 0), Qt::DisplayRole, text, 1, Qt::MatchExactly | Qt::MatchRecursive);
        return found.isEmpty() ? QModelIndex() : found.front();
    }
    QStringList shownNames() const
    {
        QStringList names;
        for (int i = 0; i < tree()->model()->rowCount(); ++i)
            names << tree()->model()->index(i, 0).data().toString();
        return names;
    }
    void showTab(const QString& title) const
    {
        for (int i = 0; i < tabs()->count(); ++i)
            if (tabs()->tabText(i) == title)
                return tabs()->setCurrentIndex(i);
        qFatal("no tab %s", qPrintable(title));
    }

    std::unique_ptr<CheckpointView> view;
};

} // namespace modalscope
