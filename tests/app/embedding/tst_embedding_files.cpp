#include "app/embedding/points_view.h"
#include "tests/app/embedding/points_fixture.h"
#include "tests/support/test_entry.h"
#include "widgets/base/file_dialog.h"
#include "widgets/base/message_bar.h"

#include <QComboBox>

namespace modalscope::tst_embedding_files {

/// Protects the files of the Embedding page: features that are opened, of which what cannot be read is one
/// sentence and what is not finite is left out; views and coordinates that are written and come back.
class TestEmbeddingFiles : public QObject {
    Q_OBJECT

    std::unique_ptr<PointsFixture> m_fixture;

private Q_SLOTS:
    void init() { m_fixture = std::make_unique<PointsFixture>(); }
    void cleanup() { m_fixture.reset(); }

    void badFilesAreOneSentence_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("gone") << QStringLiteral("gone.npy") << QByteArray();
        QTest::newRow("no numpy") << QStringLiteral("x.npy") << QByteArray("nothing at all");
        QTest::newRow("no numbers") << QStringLiteral("x.csv") << QByteArray("a,b\nx,y\n");
    }
    void badFilesAreOneSentence()
    {
        QFETCH(QString, name);
        QFETCH(QByteArray, bytes);
        const auto path = toQt(m_fixture->file(qPrintable(name)));
        if (!bytes.isEmpty())
            QVERIFY(writeFileAtomically(fromQt(path), bytes.toStdString()));
        PointsView view(m_fixture->session);
        view.show();
        view.openPath(path);
        QTRY_VERIFY(saysOnScreen(view, qPrintable(path)));
        QVERIFY(!view.first()->shown());
        view.openPath(toQt(m_fixture->writeFile(twoClouds(5, 3, 1), "good.npy"))); // the next one works
        QTRY_VERIFY(isDrawn(view.first()));
    }

    void fewRowsAndNanRows_data()
    {
        QTest::addColumn<int>("rows");
        QTest::newRow("1") << 1;
        QTest::newRow("2") << 2;
        QTest::newRow("3") << 3;
    }
    void fewRowsAndNanRows()
    {
        QFETCH(int, rows);
        auto values = twoClouds(rows + 1, 3, 1);
        values.row(0)[2] = std::numeric_limits<float>::infinity();
        PointsView view(m_fixture->session);
        view.show();
        view.openPath(toQt(m_fixture->writeFile(values)));
        QTRY_VERIFY(isDrawn(view.first()));
        QVERIFY(textOf(view, "embeddingNote").contains(QStringLiteral("1 left out: not finite")));
        QCOMPARE(view.first()->shown()->points, std::int64_t(rows));
    }

    void aSavedViewComesBack()
    {
        m_fixture->openRuns();
        const auto path = m_fixture->file("mine.view.json");
        CloudCamera camera;
        {
            PointsView view(m_fixture->session);
            view.show();
            QTRY_VERIFY(isDrawn(view.first()));
            auto* color = child<QComboBox>(&view, "embeddingColorBy");
            color->setCurrentIndex(color->findData(QStringLiteral("modality")));
            camera = view.first()->canvas()->camera();
            camera.span /= 3;
            camera.x += 0.5;
            view.first()->canvas()->setCamera(camera);
            auto some = std::make_shared<SelectionMask>(std::size_t(30));
            some->add(7);
            m_fixture->session.selectSamples({"f", "test", some});
            FileDialog::setNextAnswer(toQt(path));
            view.saveView();
            QTRY_VERIFY(std::filesystem::exists(path));
        }
        m_fixture->session.selectSamples({"f", "test", std::make_shared<SelectionMask>(std::size_t(30))});
        PointsView view(m_fixture->session);
        view.show();
        QTRY_VERIFY(isDrawn(view.first()));
        view.openPath(toQt(path));
        QTRY_COMPARE(view.first()->canvas()->camera(), camera);
        QCOMPARE(view.first()->canvas()->look().colorBy, std::string("modality"));
        QCOMPARE(toText(*m_fixture->session.sampleSelection().samples), std::string("7"));
        QTRY_VERIFY(isDrawn(view.first()));
        QCOMPARE(view.first()->canvas()->camera(), camera);
        FileDialog::setNextAnswer(toQt(m_fixture->file("none.view.json")));
        view.openView();
        QTRY_VERIFY(child<MessageBar>(&view, "embeddingMessages")->text().contains(QStringLiteral("none")));
    }

    void coordinatesAsCsv()
    {
        m_fixture->openRuns();
        PointsView view(m_fixture->session);
        view.show();
        QTRY_VERIFY(isDrawn(view.first()));
        const auto path = m_fixture->file("out.csv");
        FileDialog::setNextAnswer(toQt(path));
        view.exportCoordinates();
        QTRY_VERIFY(std::filesystem::exists(path));
        const auto text = readFile(path).value();
        QCOMPARE(std::ranges::count(text, '\n'), 61);
        QVERIFY(text.rfind("array,row,label,pc1,pc2\nimage,0,", 0) == 0);
    }
};

TEST_ENTRY(TestEmbeddingFiles, QApplication)

} // namespace modalscope::tst_embedding_files

#include "tst_embedding_files.moc"
