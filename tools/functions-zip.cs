#:property PublishAot=false
// Packs the functions' executable for Lambda:  dotnet run tools/functions-zip.cs -- BOOTSTRAP ZIP
// The same executable gives the same bytes: a changed zip means changed code, and pulumi up deploys nothing otherwise.
using System.IO.Compression;

const int RegularFileMode755 = 0b1_000_000_111_101_101; // S_IFREG, rwxr-xr-x

var (executable, archive) = (args[0], args[1]);
File.Delete(archive);
using var zip = ZipFile.Open(archive, ZipArchiveMode.Create);
var entry = zip.CreateEntry("bootstrap", CompressionLevel.SmallestSize);
entry.LastWriteTime = new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero); // the zip format's first moment
entry.ExternalAttributes = RegularFileMode755 << 16;
using var source = File.OpenRead(executable);
using var target = entry.Open();
source.CopyTo(target);
