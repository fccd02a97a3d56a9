using Infra.StandInTools.PulumiAws;

switch (args)
{
    case ["pick", var standIn, var list, var nodePackage]:
    {
        var wanted = WantedTypes.Read(Path.Combine(standIn, "types.txt"));
        var picked = wanted.PickFrom(ApiList.Read(list));
        File.WriteAllText(Path.Combine(standIn, "api.txt"), picked.ToText());
        File.WriteAllText(Path.Combine(standIn, "wire.txt"), WireFacts.FromNodePackage(nodePackage, picked).ToText());
        Console.WriteLine($"{picked.Types.Count} types picked; now run: generate {standIn}");
        return 0;
    }

    case ["generate", var standIn]:
    {
        var folder = Path.Combine(standIn, "Generated");
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        Directory.CreateDirectory(folder);
        var files = Generation.Run(standIn);
        foreach (var (name, text) in files)
        {
            File.WriteAllText(Path.Combine(folder, name), text);
        }

        Console.WriteLine($"{files.Count} files written to {folder}");
        return 0;
    }

    default:
        Console.Error.WriteLine(
            """
            usage: dotnet run --project tools/PulumiAws -- pick STAND-IN LIST NODE-PACKAGE
                   dotnet run --project tools/PulumiAws -- generate STAND-IN

            STAND-IN      standins/Pulumi.Aws, with types.txt: the resource types and functions in use
            LIST          the real package's public surface, one member a line
            NODE-PACKAGE  the unpacked npm package @pulumi/aws of the same version, for what a .NET surface does not show
            """);
        return 2;
}
