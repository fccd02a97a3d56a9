#:property PublishAot=false
// Packs the published functions for Lambda:  dotnet run tools/functions-zip.cs -- FOLDER ZIP [FILE...]
// The named files of the folder, or all of it. The same files give the same bytes: a changed zip means changed code, and pulumi up
// deploys nothing otherwise.
using System.IO.Compression;

const int RegularFile = 0b1_000_000 << 9; // S_IFREG
const int Executable = RegularFile | 0b111_101_101; // rwxr-xr-x
const int Readable = RegularFile | 0b110_100_100; // rw-r--r--

var (folder, archive) = (args[0], args[1]);
var files = args.Length > 2 ? args[2..] : [.. Directory.EnumerateFiles(folder).Select(file => Path.GetFileName(file)!)];
File.Delete(archive);
using var zip = ZipFile.Open(archive, ZipArchiveMode.Create);
foreach (var file in files.Order(StringComparer.Ordinal))
{
    var entry = zip.CreateEntry(file, CompressionLevel.SmallestSize);
    entry.LastWriteTime = new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero); // the zip format's first moment
    entry.ExternalAttributes = (file == "bootstrap" ? Executable : Readable) << 16;
    using var source = File.OpenRead(Path.Combine(folder, file));
    using var target = entry.Open();
    source.CopyTo(target);
}
