namespace Infra.StandIns.PulumiAws;

/// <summary>Takes the types of types.txt out of the real package's list, and what the list does not show out of the npm package.</summary>
internal static class Picker
{
    public static void Run(string standIn, string list, string nodePackage)
    {
        var picked = WantedTypes.Read(Path.Combine(standIn, "types.txt")).PickFrom(ApiList.Read(list));
        File.WriteAllText(Path.Combine(standIn, "api.txt"), picked.ToText());
        File.WriteAllText(Path.Combine(standIn, "wire.txt"), WireFacts.FromNodePackage(nodePackage, picked).ToText());
    }
}
