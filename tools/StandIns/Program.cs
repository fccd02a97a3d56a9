using Infra.StandIns;

switch (args)
{
    case ["pick-pulumi-aws", var standIn, var list, var nodePackage]:
        Infra.StandIns.PulumiAws.Picker.Run(standIn, list, nodePackage);
        return 0;

    case ["pick-aws-sdk", var standIn, var list, var serviceModel]:
        Infra.StandIns.AwsSdk.Picker.Run(standIn, list, serviceModel);
        return 0;

    case ["generate", var standIn]:
        GeneratedFolder.Write(standIn);
        return 0;

    case ["update", var standIns, var lists, var build]:
        return Infra.StandIns.Surface.Command.Update(standIns, lists, build);

    case ["list", var dll]:
        Infra.StandIns.Surface.Command.List(dll);
        return 0;

    default:
        Console.Error.WriteLine(
            """
            usage: dotnet run --project tools/StandIns -- COMMAND

            pick-pulumi-aws STAND-IN LIST NODE-PACKAGE  takes the types of types.txt out of LIST into api.txt and wire.txt
            pick-aws-sdk STAND-IN LIST SERVICE-MODEL    takes the operations of operations.txt out of LIST into api.txt and model.json
            generate STAND-IN                           writes STAND-IN/Generated from the above
            update STANDINS LISTS BUILD                 prints what each stand-in in the folder BUILD has beyond its package's list, LISTS/<PackageId>.txt,
                                                        and writes each api.txt, the part of the list in use
            list DLL                                    prints an assembly's public surface: a real package's list

            STAND-IN       a folder of standins/
            LIST           the real package's public surface, one member a line
            NODE-PACKAGE   the unpacked npm package @pulumi/aws of the same version
            SERVICE-MODEL  botocore's service-2.json of the service
            """);
        return 2;
}
