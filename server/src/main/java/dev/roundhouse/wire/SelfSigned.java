package dev.roundhouse.wire;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// A certificate of our own making for `tls: self-signed`, signed by an authority of our own making whose
/// certificate a
/// client can be told to trust. Both last; the authority's key is thrown away once it has signed.
public final class SelfSigned {
    private static final Duration LIFE = Duration.ofDays(825);
    private static final Duration RENEWAL = Duration.ofDays(30);
    private static final Duration SKEW = Duration.ofHours(1);
    private static final String SIGNATURE = "SHA256withECDSA";
    private static final int SERIAL_BITS = 127;

    private final Path directory;
    private final SecureRandom random;
    private final InstantSource clock;

    /// @param directory where the files are kept
    public SelfSigned(Path directory, SecureRandom random, InstantSource clock) {
        this.directory = directory;
        this.random = random;
        this.clock = clock;
    }

    /// The files.
    ///
    /// @param authority certificate to trust, PEM
    /// @param certificate the server's chain, PEM
    /// @param key the server's private key, PEM, readable by its owner alone
    public record CertificateFiles(Path authority, Path certificate, Path key) {}

    /// The files, made where they are missing or about to expire.
    ///
    /// @throws IOException when they cannot be written
    public CertificateFiles files() throws IOException {
        CertificateFiles files = new CertificateFiles(
                directory.resolve("ca.pem"), directory.resolve("cert.pem"), directory.resolve("key.pem"));
        if (Files.exists(files.key()) && Files.exists(files.authority()) && stillGood(files.certificate())) {
            return files;
        }
        Files.createDirectories(directory);
        try {
            make(files);
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IOException("no certificate could be made", e);
        }
        return files;
    }

    private boolean stillGood(Path certificate) throws IOException {
        if (!Files.exists(certificate)) {
            return false;
        }
        try (var in = Files.newInputStream(certificate)) {
            X509Certificate read =
                    (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
            return read.getNotAfter().toInstant().isAfter(clock.instant().plus(RENEWAL));
        } catch (CertificateException e) {
            return false;
        }
    }

    private void make(CertificateFiles files) throws IOException, GeneralSecurityException, OperatorCreationException {
        KeyPair authorityKeys = keys();
        X500Name authorityName = new X500Name("CN=Roundhouse local authority");
        JcaX509v3CertificateBuilder authority = builder(authorityName, authorityName, authorityKeys);
        authority.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
        authority.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));

        KeyPair serverKeys = keys();
        JcaX509v3CertificateBuilder server = builder(authorityName, new X500Name("CN=Roundhouse"), serverKeys);
        server.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
        server.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
        server.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
        server.addExtension(Extension.subjectAlternativeName, false, names());

        var signer = new JcaContentSignerBuilder(SIGNATURE).build(authorityKeys.getPrivate());
        var converter = new JcaX509CertificateConverter();
        X509Certificate authorityCertificate = converter.getCertificate(authority.build(signer));
        X509Certificate serverCertificate = converter.getCertificate(server.build(signer));
        write(files.key(), pem(serverKeys.getPrivate()), "rw-------");
        write(files.authority(), pem(authorityCertificate), "rw-r--r--");
        write(files.certificate(), pem(serverCertificate, authorityCertificate), "rw-r--r--");
    }

    private JcaX509v3CertificateBuilder builder(X500Name issuer, X500Name subject, KeyPair keys) {
        Instant now = clock.instant();
        return new JcaX509v3CertificateBuilder(
                issuer,
                new BigInteger(SERIAL_BITS, random),
                Date.from(now.minus(SKEW)),
                Date.from(now.plus(LIFE)),
                subject,
                keys.getPublic());
    }

    private KeyPair keys() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"), random);
        return generator.generateKeyPair();
    }

    private static GeneralNames names() throws IOException {
        List<GeneralName> names = new ArrayList<>();
        names.add(new GeneralName(GeneralName.dNSName, "localhost"));
        names.add(new GeneralName(GeneralName.iPAddress, "127.0.0.1"));
        names.add(new GeneralName(GeneralName.iPAddress, "::1"));
        String host = InetAddress.getLocalHost().getHostName();
        if (host.matches("[A-Za-z0-9.-]{1,253}") && !host.equals("localhost")) {
            names.add(new GeneralName(GeneralName.dNSName, host));
        }
        return new GeneralNames(names.toArray(GeneralName[]::new));
    }

    private static String pem(Object... objects) throws IOException {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            for (Object object : objects) {
                // PKCS#8, since that is the only form of a key that every reader knows.
                writer.writeObject(
                        object instanceof java.security.PrivateKey key
                                ? new org.bouncycastle.openssl.jcajce.JcaPKCS8Generator(key, null)
                                : object);
            }
        }
        return text.toString();
    }

    private static void write(Path file, String text, String permissions) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        if (Files.getFileStore(file.getParent()).supportsFileAttributeView("posix")) {
            Files.createFile(fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions)));
        }
        Files.writeString(fresh, text, StandardCharsets.US_ASCII);
        Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
}
